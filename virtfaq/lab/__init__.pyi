"""The public names for type checkers, which do not see what is imported on first use."""

from virtfaq.lab.console import Console as Console
from virtfaq.lab.console import Names as Names
from virtfaq.lab.console import change_commands as change_commands
from virtfaq.lab.console import read_console as read_console
from virtfaq.lab.filtering import LAUNCHER as LAUNCHER
from virtfaq.lab.filtering import make_launcher as make_launcher
from virtfaq.lab.initramfs import pick_modules as pick_modules
from virtfaq.lab.initramfs import read_package as read_package
from virtfaq.lab.initramfs import write_initramfs as write_initramfs
from virtfaq.lab.programs import find_kernels as find_kernels
from virtfaq.lab.proofs import Proof as Proof
from virtfaq.lab.proofs import find_proofs as find_proofs
from virtfaq.lab.proofs import read_proofs as read_proofs
from virtfaq.lab.run import Lab as Lab
from virtfaq.lab.shell import SESSION as SESSION
