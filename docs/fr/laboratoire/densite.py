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
# # Combien d’instances tiennent sur un serveur ?
#
# Ce carnet reprend le calcul de densité de la page
# [Quelle est la différence entre une machine virtuelle et un conteneur ?](../bases/difference-vm-conteneur.md)
# pour que vous puissiez en changer les hypothèses.
# Il lui suffit de la bibliothèque `virtfaq` : `pip install virtfaq`.

# %%
from virtfaq import density, density_gain, runtime

SERVER_MEMORY = "64Gi"  # changez-la : le rapport entre les techniques ne bouge presque pas
APPLICATIONS = ("10Mi", "100Mi", "1Gi", "4Gi")
RUNTIMES = ("runc", "gvisor", "firecracker", "kata", "qemu-kvm")

# %% [markdown]
# ## La part fixe
#
# Chaque technique ajoute à l’application une part fixe de mémoire, que des études ont mesurée.
# Celle des machines virtuelles suppose l’invité Linux le plus petit ; un système complet en prend bien plus.

# %%
for name in RUNTIMES:
    print(f"{name:12} {runtime(name).memory_overhead}")

# %% [markdown]
# ## Le nombre d’instances
#
# La mémoire du serveur, divisée par la mémoire d’une instance et de sa part fixe.
# C’est un plafond : un serveur s’arrête souvent avant, faute de processeur ou pour une limite de l’orchestrateur.

# %%
print("".join(f"{'':12}" if not app else f"{app:>8}" for app in ("", *APPLICATIONS)))
for name in RUNTIMES:
    print(f"{name:12}" + "".join(f"{density(SERVER_MEMORY, app, name):8}" for app in APPLICATIONS))

# %% [markdown]
# ## Le gain fond quand l’application grossit
#
# Avec de petites applications, le conteneur l’emporte de beaucoup ; avec de grandes, de presque rien.

# %%
for app in APPLICATIONS:
    gain = density_gain(app, "runc", over="qemu-kvm")
    print(f"{app:>6} {gain:5.2f} {'█' * round(4 * gain)}")
