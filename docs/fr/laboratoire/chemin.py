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
# # Par où passe un paquet ?
#
# Ce carnet suit un paquet de l’application jusqu’au câble, technique par technique, et compte ce qu’il traverse.
# Il accompagne la page [Les données sont-elles acheminées autrement dans un conteneur ?](../reseau-stockage/acheminement-des-donnees.md)
# Il lui suffit de la bibliothèque `virtfaq` : `pip install virtfaq`.

# %%
from virtfaq import Container, Host, VirtualMachine, diagram

CONTAINER_NETWORKS = ("bridge", "bridged", "host", "overlay", "sr-iov")
MACHINE_NETWORKS = ("emulated", "virtio", "vhost", "sr-iov")
instances = [Container(f"conteneur, {mode}", network=mode) for mode in CONTAINER_NETWORKS]
instances += [VirtualMachine(f"VM, {mode}", network=mode) for mode in MACHINE_NETWORKS]
host = Host("hôte").run(*instances)  # ajoutez-y les vôtres : gVisor, Kata, Firecracker…

# %% [markdown]
# ## Les étapes
#
# Chaque ligne est le chemin d’un paquet qui sort.

# %%
for instance in instances:
    print(f"{instance.name:20}", " → ".join(host.path(instance.name).devices))

# %% [markdown]
# ## Les noyaux
#
# Un noyau traversé est une pile réseau de plus, un ordonnanceur de plus, et un endroit de plus où filtrer.
# Le temps, quand quelqu’un l’a mesuré, est celui que le chemin ajoute à un aller-retour.
# Chacun vient d’une seule étude, et d’autres essais donnent un autre ordre : la page d’où vient ce carnet les met côte à côte.

# %%
for instance in instances:
    path = host.path(instance.name)
    print(f"{instance.name:20} {path.kernels_crossed} {path.added_latency or 'non mesuré'}")

# %% [markdown]
# ## Le dessin
#
# Une boîte par noyau, dans l’ordre où le paquet les traverse.

# %%
diagram(
    host.path("VM, vhost"),
    labels={"kernel": "noyau", "IP stack": "pile IP", "bridge": "pont", "NIC": "carte réseau"},
)

# %% [markdown]
# ## De l’un à l’autre
#
# Deux instances d’un même hôte se parlent par son pont : le paquet n’atteint aucun câble.
# Changez les deux noms pour essayer d’autres couples.

# %%
between = host.path("VM, vhost", "conteneur, bridged")
print(" → ".join(between.devices))
print("sur le câble :", between.on_the_wire)

# %% [markdown]
# ## Un conteneur dans une machine virtuelle
#
# Le cas est courant dans un nuage public : les deux chemins s’ajoutent.

# %%
nested = Host("hôte").run(VirtualMachine("nœud").run(Container("web")))
print(" → ".join(nested.path("web").devices))
print("noyaux traversés :", nested.path("web").kernels_crossed)
