from odoo import models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..orders.configuration_term import split_terms
from .combine import combine

_lt = LazyTranslate(__name__)


class ConfigurationGate(models.AbstractModel):
    """The production configuration, translated by one and checked by another; certificates and grades [CTR]."""
    _name = 'order.desk.evaluator.configuration'
    _inherit = ['order.desk.evaluator']
    _description = "Configuration Gate"
    _code = 'configuration'
    _kind = 'signed'
    _settled_by = {'': 'action_desk_open_configuration'}
    _signs_after_waiver = True
    _next_acts = {
        'untranslated': _lt("Translate the sales configuration."),
        'outdated': _lt("Translate the sales configuration."),
        'unknown_terms': _lt("Translate the sales configuration."),
        '': _lt("Bring the certificates of the goods up to date."),
    }

    def _get_applicable(self, gate, documents):
        specs = {company.id: self._get_specs(company) for company in documents.company_id}
        return documents.filtered(lambda order: any(
            line.desk_sales_configuration or line.desk_production_configuration or line.desk_grade_id
            or self._get_certificates(line, order, specs[order.company_id.id])
            for line in self._get_lines(order)
        ))

    def _evaluate(self, gate, documents):
        findings = {}
        for order in documents:
            specs = self._get_specs(order.company_id)
            findings[order] = combine([
                finding for line in self._get_lines(order)
                for finding in (*self._find_translation(line), *self._find_certificates(line, order, specs))
            ])
        return findings

    def _facts(self, gate, documents):
        return {
            order: {
                'Customer': order.partner_id.commercial_partner_id.id,
                'Lines': {
                    str(line.id): {
                        'Product': line.product_id.id,
                        'Sales configuration': split_terms(line.desk_sales_configuration),
                        'Production configuration': split_terms(line.desk_production_configuration),
                        'Grade': self._ref(line.desk_grade_id),
                        'Translated by': line.desk_translated_by_id.id or None,
                    }
                    for line in self._get_lines(order)
                },
            }
            for order in documents
        }

    def _get_steps(self, gate, documents):
        # Certificates and grades are facts; only a translation needs a second pair of eyes.
        steps = gate._get_spec().steps
        return {
            order: steps if any(
                line.desk_sales_configuration or line.desk_production_configuration for line in self._get_lines(order)
            ) else ()
            for order in documents
        }

    def _ensure_may_sign(self, gate, document, users):
        translators = {line.desk_translated_by_id.id for line in self._get_lines(document)}
        for user in users.filtered(lambda user: user.id in translators):
            raise UserError(self.env._(
                "%(user)s translated a configuration of %(order)s: a second person checks it.",
                user=user.name, order=document.display_name))

    # === HELPERS === #

    def _get_lines(self, order):
        return [line for line in order._desk_get_line_rows()[order] if line.product_id and not line.display_type]

    def _get_specs(self, company):
        return self.env['order.desk.certificate']._get_specs(company.id)

    def _get_certificates(self, line, order, specs):
        if not specs:
            return []
        scope = order._desk_get_price_scope()
        return [spec for spec in specs if spec.concerns(line.product_id, scope)]

    def _find_translation(self, line):
        if not line.desk_sales_configuration:
            return
        product = line.product_id.display_name
        if not line.desk_production_configuration and not line.desk_configuration_unknown:
            yield Finding('untranslated', _lt(
                "%(product)s: the sales configuration is not translated yet.", product=product))
        elif line.desk_configuration_source != line._desk_get_configuration_source():
            yield Finding('outdated', _lt(
                "%(product)s: the sales configuration changed after it was translated.", product=product))
        elif line.desk_configuration_unknown:
            yield Finding('unknown_terms', _lt(
                "%(product)s: no translation for %(terms)s.", product=product,
                terms=", ".join(split_terms(line.desk_configuration_unknown))))

    def _find_certificates(self, line, order, specs):
        today = self._today(order) if specs else None
        product = line.product_id
        proven = None
        for spec in self._get_certificates(line, order, specs):
            state = spec.get_state(today)
            if state == 'valid' and spec.grade:
                proven = min(proven or spec.grade, spec.grade)
            if not spec.is_required or state == 'valid':
                continue
            name = product.display_name
            if state == 'missing':
                yield Finding('certificate_missing', _lt(
                    "%(product)s: certificate %(certificate)s is missing.", product=name, certificate=spec.name))
            elif state == 'expired':
                yield Finding('certificate_expired', _lt(
                    "%(product)s: certificate %(certificate)s expired on %(day)s.",
                    product=name, certificate=spec.name, day=spec.valid_until))
            else:
                yield Finding('certificate_future', _lt(
                    "%(product)s: certificate %(certificate)s is valid from %(day)s only.",
                    product=name, certificate=spec.name, day=spec.valid_from))
        grade = line.desk_grade_id
        if grade and (not proven or proven[0] > grade.sequence):
            yield Finding('grade', _lt(
                "%(product)s: grade %(grade)s is asked for, certified is %(proven)s.",
                product=product.display_name, grade=grade.name,
                proven=grade.browse(proven[1]).name if proven else "—"))
