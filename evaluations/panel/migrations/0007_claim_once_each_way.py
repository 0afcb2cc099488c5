import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('panel', '0006_share_left_open'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_once',
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(models.F('idea'), django.db.models.functions.text.Lower('product'), models.F('by_frontier_lab'), condition=models.Q(('withdrawn__isnull', True)), name='claim_once'),
        ),
    ]
