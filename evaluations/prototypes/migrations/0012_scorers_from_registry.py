"""The constraint lists the scorers in the order of the registry. It says the same, so the database keeps what it has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prototypes", "0011_best_of")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="examplerevision", name="threshold_goes_with_scorer"),
                migrations.AddConstraint(
                    model_name="examplerevision",
                    constraint=models.CheckConstraint(
                        name="threshold_goes_with_scorer",
                        condition=models.Q(
                            scorer__in=("number", "similarity", "token-f1", "rouge-l", "fields"),
                            threshold__gte=0,
                            threshold__lte=1,
                        )
                        | (~models.Q(scorer__in=("number", "similarity")) & models.Q(threshold__isnull=True)),
                    ),
                ),
            ]
        )
    ]
