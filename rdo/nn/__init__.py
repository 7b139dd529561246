"""Network modules, independent of any loss or method."""

from rdo.nn.arch28 import Arch28Decoder, Arch28Encoder, arch28
from rdo.nn.arch32 import Arch32Decoder, Arch32Encoder, arch32
from rdo.nn.gdn import GDN, IGDN
from rdo.nn.gdn_networks import GDNDecoder, GDNEncoder, gdn_pair
from rdo.nn.mlp import MLP, mlp_pair
from rdo.nn.network import Init, Network
from rdo.nn.relu import ReLUNetwork
from rdo.nn.residual import Res, ResAtt
from rdo.nn.strided import StridedDecoder, StridedEncoder, strided_pair

__all__ = [
    "GDN",
    "IGDN",
    "MLP",
    "Arch28Decoder",
    "Arch28Encoder",
    "Arch32Decoder",
    "Arch32Encoder",
    "GDNDecoder",
    "GDNEncoder",
    "Init",
    "Network",
    "ReLUNetwork",
    "Res",
    "ResAtt",
    "StridedDecoder",
    "StridedEncoder",
    "arch28",
    "arch32",
    "gdn_pair",
    "mlp_pair",
    "strided_pair",
]
