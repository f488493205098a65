"""What the host leaves behind when an addon is uninstalled, and this one takes along.

The host removes what has an external id, the tables, the columns and what people wrote on the addon's own papers.
Documents of the host, their chatter and their files stay.
"""
import re

MODULE = 'order_desk'
OWN_MODEL = 'order.desk.'


def uninstall_hook(env):
    """Called by the host before it deletes anything."""
    _loosen_foreign_keys(env)
    _remove_activities(env)
    _remove_user_settings(env)
    _remove_foreign_names(env)


def _loosen_foreign_keys(env):
    # A role named by a gate, or a gate by a check, could not be deleted while the tables are still there.
    env['ir.model.constraint'].search([('module.name', '=', MODULE), ('type', '=', 'f')]).unlink()


def _remove_activities(env):
    """Remove what people were asked for; what they did stays in the log as the host's own kind of activity."""
    types = env['ir.model.data'].search([('module', '=', MODULE), ('model', '=', 'mail.activity.type')])
    activities = env['mail.activity'].with_context(active_test=False).search([
        ('activity_type_id', 'in', types.mapped('res_id'))])
    activities.filtered('active').unlink()
    # The host sees open ones only: those that are done would hold the type.
    activities.exists().write({'activity_type_id': env.ref('mail.mail_activity_data_todo').id})


def _remove_user_settings(env):
    """Remove saved searches and export lists of the addon's models, and those of the host's that name its fields.

    Views that people made themselves are archived where they name such a field: a form of the host must still open.
    """
    fields = env['ir.model.fields'].search([('name', '=like', r'desk\_%'), ('model', 'not like', OWN_MODEL)])
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(set(fields.mapped('name'))))})\b")

    def is_ours(model, *texts):
        return model.startswith(OWN_MODEL) or pattern.search(' '.join(filter(None, texts)))

    filters = env['ir.filters'].with_context(active_test=False).search([])
    filters.filtered(lambda row: is_ours(row.model_id, row.domain, row.context, row.sort)).unlink()
    env['ir.exports'].search([('resource', '=like', f'{OWN_MODEL}%')]).unlink()
    lines = env['ir.exports.line'].search([])
    lines.filtered(lambda line: is_ours(line.export_id.resource, line.name)).unlink()
    shipped = env['ir.model.data'].search([('module', '!=', '__export__'), ('model', '=', 'ir.ui.view')])
    views = env['ir.ui.view'].search([('id', 'not in', shipped.mapped('res_id')), ('model', '!=', False)])
    views = views.filtered(lambda view: is_ours(view.model, view.arch_db))
    own = views.filtered(lambda view: view.model.startswith(OWN_MODEL))
    (views - own).active = False
    own.unlink()


def _remove_foreign_names(env):
    # External ids that modules of the host gave to what their mixins brought to the addon's models.
    prefixes = [f"{kind}__{OWN_MODEL.replace('.', '_')}" for kind in ('selection', 'model_inherit')]
    env['ir.model.data'].search([
        ('module', '!=', MODULE), ('model', 'in', ('ir.model.fields.selection', 'ir.model.inherit')),
        '|', *[('name', '=like', prefix.replace('_', r'\_') + '%') for prefix in prefixes]]).unlink()
