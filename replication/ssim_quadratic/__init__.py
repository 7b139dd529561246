"""ssim_quadratic."""
