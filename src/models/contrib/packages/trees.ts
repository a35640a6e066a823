/** Abstract models of packages for trees, by the columns they add. Keys are the modules that projects import them from. */
export const TREES: Readonly<Record<string, string>> = {
  "mptt/models.py": `
from django.db import models
from mptt.fields import TreeForeignKey, TreeManyToManyField, TreeOneToOneField
from mptt.managers import TreeManager


class MPTTModel(models.Model):
    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    tree_id = models.PositiveIntegerField(db_index=True, editable=False)
    level = models.PositiveIntegerField(editable=False)
    objects = TreeManager()

    class Meta:
        abstract = True
`,
  "mptt/managers.py": `
from django.db import models


class TreeManager(models.Manager):
    pass
`,
  "mptt/fields.py": `
from django.db import models


class TreeForeignKey(models.ForeignKey):
    pass


class TreeOneToOneField(models.OneToOneField):
    pass


class TreeManyToManyField(models.ManyToManyField):
    pass
`,
  "treebeard/mp_tree.py": `
from django.db import models


class MP_NodeManager(models.Manager):
    pass


class MP_Node(models.Model):
    path = models.CharField(max_length=255, unique=True)
    depth = models.PositiveIntegerField()
    numchild = models.PositiveIntegerField(default=0)
    objects = MP_NodeManager()

    class Meta:
        abstract = True
`,
  "treebeard/ns_tree.py": `
from django.db import models


class NS_NodeManager(models.Manager):
    pass


class NS_Node(models.Model):
    lft = models.PositiveIntegerField(db_index=True)
    rgt = models.PositiveIntegerField(db_index=True)
    tree_id = models.PositiveIntegerField(db_index=True)
    depth = models.PositiveIntegerField(db_index=True)
    objects = NS_NodeManager()

    class Meta:
        abstract = True
`,
  "treebeard/al_tree.py": `
from django.db import models


class AL_NodeManager(models.Manager):
    pass


class AL_Node(models.Model):
    objects = AL_NodeManager()

    class Meta:
        abstract = True
`,
};
