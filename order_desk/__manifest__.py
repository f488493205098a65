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
        # core
        'data/core/order_types.xml',
        'data/core/channels.xml',
        'views/core/gate_views.xml',
        'views/core/check_views.xml',
        'views/core/decision_views.xml',
        'views/core/deputy_views.xml',
        'views/core/res_config_settings_views.xml',
        # customers
        # orders
        'data/orders/ir_cron.xml',
        # production
        # shipping
        # gates
        # reports
        # menus
        'views/core/menus.xml',
    ],
    'application': True,
}
