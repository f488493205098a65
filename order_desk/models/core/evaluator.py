import re

import pytz

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from .days import get_timezone
from .finding import AsOf

_lt = LazyTranslate(__name__)


class OrderDeskEvaluator(models.AbstractModel):
    """The contract of a gate's mind.

    Every model that inherits this one is an evaluator and is found by its
    ``_code``; a gate whose code nobody knows is a plain sign-off, so that any
    department gets a gate of its own without code.

    An evaluator is pure: recordset in, dict out, no write, and a number of
    queries that does not depend on the number of documents.
    """
    _name = 'order.desk.evaluator'
    _description = "Gate Evaluator"

    _code = None
    #: ``computed``: facts alone pass it. ``signed``: facts first, then signatures.
    _kind = 'signed'
    _document_model = 'sale.order'
    #: A waiver of the finding leaves the signatures due: it covers only what it was given for.
    _signs_after_waiver = False
    #: Which action of the document settles a finding: finding code -> method, '' for any other code.
    #: The method checks the caller's role itself.
    _settled_by = {}
    #: What is to be done about a finding: finding code -> lazily translated sentence, '' for any other code.
    _next_acts = {}
    #: Which facts are an ``amount``, a ``quantity`` or a ``date``: label -> kind. Only these may move within
    #: the tolerance of the gate's record; any other fact ends a decision as soon as it changes.
    _fact_kinds = {}

    @api.model
    def _get_evaluators(self):
        """Return the known evaluators by code; other addons may extend the dict.

        :rtype: dict[str, models.AbstractModel]
        """
        children = self.env.registry['order.desk.evaluator']._inherit_children
        evaluators = (self.env[name] for name in children)
        return {evaluator._code: evaluator for evaluator in evaluators if evaluator._code}

    @api.model
    def _get_evaluator(self, code):
        """Return the evaluator of ``code``, or this model as the plain sign-off."""
        return self._get_evaluators().get(code, self.env['order.desk.evaluator'])

    @api.model
    def _get_fact_kinds(self):
        """Return :attr:`_fact_kinds`; those of the commercial core for a plain sign-off."""
        return self._fact_kinds if self._code else {'Quantity': 'quantity', 'Price': 'amount'}

    # === HOOKS === #

    @api.model
    def _get_applicable(self, gate, documents):
        """Return those of ``documents`` that the gate concerns."""
        return documents

    @api.model
    def _evaluate(self, gate, documents):
        """Return what stands in the way before anybody may sign.

        :return: ``{document: Finding or None}``; a document left out has no finding
        """
        return {document: self._judge(document) for document in documents}

    @api.model
    def _judge(self, document):
        """Return the finding of one document or None, for gates that read nothing but what is fetched by then."""

    @api.model
    def _facts(self, gate, documents):
        """Return what a decision on this gate is bound to.

        :return: ``{document: {label: JSON value}}``; amounts already rounded
        """
        return {document: self._order_facts(document) for document in documents}

    @api.model
    def _get_steps(self, gate, documents):
        """Return the signatures needed.

        :return: ``{document: [Step]}``; the default is what the gate's record says
        """
        steps = gate._get_spec().steps
        return dict.fromkeys(documents, steps)

    @api.model
    def _ensure_may_sign(self, gate, document, users):
        """Stop a signature that the facts forbid, such as one on the signer's own work.

        :param users: the signer, and the colleague he signs for
        :raise UserError: naming the document and who may sign instead
        """

    @api.model
    def _is_waived_whole(self, document):
        """Tell whether a waiver covers whatever the gate finds, until its last day; reads no table.

        By default it covers only the finding it was given for, on the facts of then.
        """
        return False

    # === HELPERS === #

    @api.model
    def _get_next_act(self, state, code, roles):
        """Return what is to be done next about an open verdict, lazily translated.

        :param str state: ``open`` or ``rejected``
        :param str code: of the finding; a combined code is known by its first part
        :param roles: ids of the groups whose turn it is
        """
        if state == 'rejected':
            return _lt("Correct what was refused, then have it signed.")
        if code == 'signature':
            return _lt("%(roles)s: look at the facts and sign.", roles={'roles': list(roles)})
        first = re.split(r'[+:]', code or '')[0]
        for known in (code, first, ''):
            if known in self._next_acts:
                return self._next_acts[known]
        return _lt("Settle what is missing, or have it waived.")

    @api.model
    def _today(self, document):
        """Return the day on which ``document`` is judged, in its company's time zone."""
        as_of = self.env.context.get('desk_as_of')
        if isinstance(as_of, AsOf):  # only the dry run makes one: RPC cannot
            return as_of.day
        # Not the host's context_today: it wants an environment for each time zone, asked for every document.
        return pytz.utc.localize(fields.Datetime.now()).astimezone(get_timezone(document.company_id)).date()

    @api.model
    def _ref(self, record):
        """Return a record as a fact: its id counts, its name is for the reader."""
        # sudo: a fact has the same name for everybody
        return {'id': record.id, 'name': record.sudo().display_name} if record else None

    @api.model
    def _order_facts(self, order):
        """Return the commercial core of an order: whom, what, how much, at what price.

        Only columns that the host has fetched by then are read: no extra query.
        """
        head = order._desk_get_head_rows()[order]
        return {
            'Customer': head.partner_id.id,
            'Delivery address': head.partner_shipping_id.id,
            'Currency': head.currency_id.name,
            'Payment terms': head.payment_term_id.id or None,
            'Lines': {
                str(line.id): {
                    'Product': line.product_id.id,
                    'Unit': line.product_uom_id.id,
                    'Quantity': round(line.product_uom_qty, 6),
                    'Price': round(line.price_unit, 6),
                    'Discount': round(line.discount, 6),
                }
                for line in order._desk_get_line_rows()[order]
                if not line.display_type and not line.is_downpayment
            },
        }
