from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workspace', '0005_backups'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bound',
            fields=[
                ('workspace', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('writer', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'bound',
            },
        ),
    ]
