"""One user of every kind that may call: the twelve roles, Odoo's own users, the customer, the visitor."""
from odoo import Command

ROLES = (
    'order_clerk', 'order_supervisor', 'configuration_checker', 'engineer', 'material_planner',
    'production_manager', 'quality_inspector', 'finance_clerk', 'shipping_clerk',
    'service_supervisor', 'general_manager', 'administrator',
)
HOST_USERS = {
    'salesperson': 'sales_team.group_sale_salesman',
    'sales_manager': 'sales_team.group_sale_manager',
    'stock_user': 'stock.group_stock_user',
    'stock_manager': 'stock.group_stock_manager',
    'mrp_user': 'mrp.group_mrp_user',
    'purchase_user': 'purchase.group_purchase_user',
    'invoicing': 'account.group_account_invoice',
    'accountant': 'account.group_account_manager',
    'employee': 'base.group_user',
}
OUTSIDERS = ('portal', 'public')
# Scheduled actions and callbacks of banks, which run with all rights.
SYSTEM = 'system'


def get_names():
    return (*ROLES, *HOST_USERS, *OUTSIDERS)


def make_people(env, company, customer=None):
    """Return ``{name: user}``, each with one role and nothing else.

    :param customer: the company for which the portal user speaks
    """
    groups = {role: f'order_desk.group_{role}' for role in ROLES} | HOST_USERS | {'portal': 'base.group_portal'}
    Users = env['res.users'].with_context(no_reset_password=True, mail_create_nosubscribe=True)
    users = Users.create([{
        'name': name.replace('_', ' ').capitalize(), 'login': f'trust_{name}', 'password': f'trust_{name}',
        'email': f'{name}@trust.example.com', 'company_id': company.id, 'company_ids': [Command.set(company.ids)],
        'group_ids': [Command.set(env.ref(group).ids)],
    } for name, group in groups.items()])
    people = dict(zip(groups, users, strict=True))
    if customer:
        people['portal'].partner_id.parent_id = customer
    people['public'] = env.ref('base.public_user')
    return people
