from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_known_state'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='evidence',
            name='evidence_once',
        ),
        migrations.AddField(
            model_name='evidence',
            name='of_import',
            field=models.BigIntegerField(db_index=True, default=0),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='how',
            field=models.CharField(choices=[('identify', 'an identify call'), ('alias', 'an alias call'), ('event', 'an event with both ids'), ('import', 'a row of an import'), ('member', 'a member')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('join', 'how', 'of_import'), name='evidence_once'),
        ),
    ]
