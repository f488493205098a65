"""The report calendar took over the tracking sheet, which had a setting and a scheduled action of its own."""


def migrate(cr, version):
    # The setting's field is gone before its view is read anew: until then the view is empty.
    cr.execute("""
        UPDATE ir_ui_view SET arch_db = '{"en_US": "<data/>"}'
          FROM ir_model_data data
         WHERE data.module = 'order_desk' AND data.name = 'res_config_settings_view_form_production'
           AND data.model = 'ir.ui.view' AND data.res_id = ir_ui_view.id""")
    cr.execute("""
        DELETE FROM ir_cron USING ir_model_data data
         WHERE data.module = 'order_desk' AND data.name = 'cron_tracking' AND data.model = 'ir.cron'
           AND data.res_id = ir_cron.id""")
