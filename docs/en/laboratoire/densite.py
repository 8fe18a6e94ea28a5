# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How many instances fit on a server?
#
# This notebook takes up the density calculation of the page
# [What is the difference between a virtual machine and a container?](../bases/difference-vm-conteneur.md)
# so that you can change its assumptions.
# It needs the library `virtfaq` alone: `pip install virtfaq`.

# %%
from virtfaq import density, density_gain, runtime

SERVER_MEMORY = "64Gi"  # change it: the ratio between techniques hardly moves
APPLICATIONS = ("10Mi", "100Mi", "1Gi", "4Gi")
RUNTIMES = ("runc", "gvisor", "firecracker", "kata", "qemu-kvm")

# %% [markdown]
# ## The fixed part
#
# Each technique adds to the application a fixed part of memory, which studies have measured.
# That of virtual machines assumes the smallest Linux guest; a whole system takes far more.

# %%
for name in RUNTIMES:
    print(f"{name:12} {runtime(name).memory_overhead}")

# %% [markdown]
# ## The number of instances
#
# The memory of the server, divided by the memory of one instance and its fixed part.
# This is a ceiling: a server often stops before, for want of processor or at a limit of the orchestrator.

# %%
print("".join(f"{'':12}" if not app else f"{app:>8}" for app in ("", *APPLICATIONS)))
for name in RUNTIMES:
    print(f"{name:12}" + "".join(f"{density(SERVER_MEMORY, app, name):8}" for app in APPLICATIONS))

# %% [markdown]
# ## The gain melts away as the application grows
#
# With small applications the container wins by far; with large ones by hardly anything.

# %%
for app in APPLICATIONS:
    gain = density_gain(app, "runc", over="qemu-kvm")
    print(f"{app:>6} {gain:5.2f} {'█' * round(4 * gain)}")
