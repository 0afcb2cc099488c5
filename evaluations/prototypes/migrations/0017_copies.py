"""Rows that say the same count as one example. What was frozen before counts each row until it is folded again."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("prototypes", "0016_baselines_by_version")]

    operations = [
        migrations.AddField(
            "examplerevision",
            "folded_by",
            models.PositiveSmallIntegerField(
                default=1, help_text="Version of the rules by which every row has its fold and turn."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "examplerevision",
            "different",
            models.PositiveIntegerField(
                default=0, help_text="How many rows are left when those that say the same count once."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "examplerevision",
            "is_refold",
            models.BooleanField(
                default=False,
                help_text="Frozen by the site with the rows of the one before, as the rules of folds changed.",
            ),
        ),
        migrations.AddField(
            "example",
            "copies",
            models.PositiveIntegerField(
                default=1, help_text="How many rows it is asked for, itself included; 0: another is asked for it."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "example",
            "same_as",
            models.PositiveIntegerField(
                default=0, help_text="Position of the row that is asked for it; its own, if asked."
            ),
            preserve_default=False,
        ),
        migrations.RunSQL("UPDATE prototypes_examplerevision SET different = size", migrations.RunSQL.noop),
        migrations.RunSQL("UPDATE prototypes_example SET same_as = position", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "examplerevision",
            models.CheckConstraint(name="different_among_all", condition=Q(different__lte=F("size"))),
        ),
        migrations.AddConstraint(
            "example",
            models.CheckConstraint(
                name="example_asked_or_copy",
                condition=Q(copies=0) & ~Q(same_as=F("position")) | Q(copies__gte=1, same_as=F("position")),
            ),
        ),
    ]
