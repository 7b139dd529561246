"""The classifier's loss."""

import torch

from rdo.models import Classifier
from rdo.nn import MLP


def test_the_cross_entropy_of_the_last_column_is_that_of_torch() -> None:
    model = Classifier(MLP((3, 4)))
    model.reset_parameters(torch.Generator().manual_seed(1))
    x, known = torch.randn(20, 3, generator=torch.Generator().manual_seed(2)), torch.arange(20) % 4
    expected = torch.nn.functional.cross_entropy(model.scores(x), known)
    table = torch.cat([x, known[:, None].float()], 1)
    torch.testing.assert_close(model.loss(table, {})["cross_entropy"], expected)
