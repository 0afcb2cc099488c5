"""`Standing` becomes `GlanceStats`; the table and the index keep their names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("panel", "0009_machines_by_degrees")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Standing", "GlanceStats"),
                migrations.AlterModelTable("GlanceStats", "panel_standing"),
                migrations.AlterField(
                    "GlanceStats",
                    "idea",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="glance_stats",
                        serialize=False,
                        to="ideas.idea",
                    ),
                ),
            ]
        ),
        # Help texts only; these change nothing in the database.
        migrations.AlterField(
            "Glance",
            "weight",
            models.FloatField(default=1.0, help_text="0 to 1: how much this glance counts."),
        ),
        migrations.AlterField(
            "GlanceStats",
            "machines",
            models.FloatField(default=0.1, help_text="How far machine answers let people's answers count."),
        ),
        migrations.AlterField(
            "GlanceStats",
            "due",
            models.FloatField(default=0.0, help_text="How much is still to learn; at least 1 while short of glances."),
        ),
        migrations.AlterField(
            "GlanceStats",
            "offered",
            models.BooleanField(default=False, help_text="Published, and its present text has a vector."),
        ),
        migrations.AlterField(
            "Waiting",
            "address",
            models.EmailField(help_text="In lower case; never public.", max_length=254),
        ),
    ]
