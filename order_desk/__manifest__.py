{
    'name': "Order Desk",
    'version': '19.0.1.0.0',
    'category': 'Sales/Sales',
    'summary': "People with evidence between a quotation, production and shipment",
    'author': "The Order Desk developers",
    'website': "https://github.com/order-desk/order_desk",
    'license': 'LGPL-3',
    'depends': [
        'sale_management',
        'sale_mrp',
        'purchase_mrp',
        'stock_delivery',
    ],
    # One line a file, floor by floor: a view may name what a lower floor defines.
    'data': [
        # security
        'security/order_desk_groups.xml',
        'security/ir.model.access.csv',
        'security/core_rules.xml',
        'security/production_rules.xml',
        'security/customers_rules.xml',
        'security/orders_rules.xml',
        # core
        'data/core/order_types.xml',
        'data/core/channels.xml',
        'views/core/gate_views.xml',
        'views/core/check_views.xml',
        'views/core/decision_views.xml',
        'views/core/deputy_views.xml',
        'views/core/res_config_settings_views.xml',
        # customers
        'data/customers/archive.xml',
        'views/customers/archive_views.xml',
        'views/customers/res_config_settings_views.xml',
        'views/customers/deposit_rule_views.xml',
        # orders
        'data/orders/ir_cron.xml',
        'data/orders/order_types.xml',
        'data/orders/mail_templates.xml',
        'views/orders/order_import_views.xml',
        'views/orders/intake_views.xml',
        'views/orders/product_views.xml',
        'views/orders/deposit_views.xml',
        'views/orders/res_config_settings_release_views.xml',
        # production
        'data/production/production_data.xml',
        'reports/production/production_instruction.xml',
        'views/production/production_instruction_views.xml',
        'views/production/production_task_views.xml',
        # shipping
        # gates
        'data/gates/completeness.xml',
        'data/gates/customer_archive.xml',
        'data/gates/deposit.xml',
        'data/gates/production_instruction.xml',
        # reports
        'reports/orders/order_form.xml',
        # menus
        'views/core/menus.xml',
        'views/orders/intake_menus.xml',
    ],
    'application': True,
}
