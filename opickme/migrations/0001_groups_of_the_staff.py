from django.db import migrations

from opickme.staff import rights


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("accounts", "0003_sign_ins"),
        ("scripts", "0004_retry_permission"),
        ("consults", "0001_initial"),
        ("feedback", "0002_more_categories"),
    ]

    # The way back leaves the groups: people belong to them.
    operations = [migrations.RunPython(rights.grant, migrations.RunPython.noop, elidable=False)]
