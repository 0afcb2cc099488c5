import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0004_mark_of_a_vote'),
        ('panel', '0008_machines_clear'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='report',
            name='report_has_one_target',
        ),
        migrations.AddField(
            model_name='report',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='panel.claim'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim', None), ('comment', None), ('idea__isnull', False)), models.Q(('claim', None), ('comment__isnull', False), ('idea', None)), models.Q(('claim__isnull', False), ('comment', None), ('idea', None)), _connector='OR'), name='report_has_one_target'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(models.F('reporter'), models.F('claim'), condition=models.Q(('decision', 'open')), name='report_claim_once'),
        ),
    ]
