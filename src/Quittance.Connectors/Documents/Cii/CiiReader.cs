using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>
/// Maps a UN/CEFACT CrossIndustryInvoice (D16B; D22B kept its namespaces) to the terms of EN 16931 (CEN/TS 16931-3-3), and its
/// forerunner in ZUGFeRD 1.0 as far as it has these terms.
/// </summary>
internal sealed class CiiReader(DocumentFaults faults)
{
    /// <summary>The root element's name.</summary>
    public const string Root = "rsm:CrossIndustryInvoice";

    /// <summary>The root element's name in ZUGFeRD 1.0.</summary>
    public const string Zugferd1Root = "rsm:CrossIndustryDocument";

    // UNTDID 1001: an additional document is one of three terms by its type.
    private const string AttachmentTypeCode = "916";
    private const string TenderTypeCode = "50";
    private const string ObjectTypeCode = "130";

    private readonly DocumentFields _fields = new(faults);
    private CiiNames _names = CiiNames.Invoice;

    public static bool IsRoot(DocumentElement root) => root.Name is Root or Zugferd1Root;

    public EInvoice Read(DocumentElement root)
    {
        _names = NamesOf(root);
        var context = _fields.One(root, _names.Context);
        var document = _fields.One(root, _names.Document);
        var trade = _fields.One(root, _names.Trade);
        var agreement = _fields.One(trade, _names.Agreement);
        var delivery = _fields.One(trade, _names.Delivery);
        var settlement = _fields.One(trade, _names.Settlement);
        var terms = _fields.All(settlement, "ram:SpecifiedTradePaymentTerms");

        _fields.CurrencyCode = _fields.Text(settlement, "ram:InvoiceCurrencyCode");
        var parties = new CiiParties(_fields);
        var amounts = new CiiAmounts(_fields, _names);
        var invoice = new EInvoice
        {
            Syntax = _names.Syntax,
            ProfileId = _fields.Text(context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
            BusinessProcess = _fields.Text(context, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
            Number = _fields.Text(document, "ram:ID"),
            IssueDate = _fields.CompactDate(document, "ram:IssueDateTime/udt:DateTimeString"),
            TypeCode = _fields.Text(document, "ram:TypeCode"),
            CurrencyCode = _fields.CurrencyCode,
            TaxCurrencyCode = _fields.Text(settlement, "ram:TaxCurrencyCode"),
            TaxPointDate = amounts.TaxPointDate(settlement),
            TaxPointCode = amounts.TaxPointCode(settlement),
            DueDate = terms
                .Select(term => _fields.CompactDate(term, "ram:DueDateDateTime/udt:DateTimeString"))
                .FirstOrDefault(date => date is not null),
            PaymentTerms = DocumentFields.Joined(terms.Select(term => _fields.Lines(term, "ram:Description"))),
            Notes = [.. _fields.All(document, "ram:IncludedNote").Select(Note).OfType<EInvoiceNote>()],
            Seller = parties.Party(_fields.One(agreement, "ram:SellerTradeParty")),
            Buyer = parties.Party(_fields.One(agreement, "ram:BuyerTradeParty")),
            Payee = parties.PartyOrNone(_fields.One(settlement, "ram:PayeeTradeParty")),
            TaxRepresentative = parties.PartyOrNone(_fields.One(agreement, "ram:SellerTaxRepresentativeTradeParty")),
            Delivery = parties.Delivery(delivery),
            Period = _fields.CompactPeriod(settlement),
            PaymentMeans = new CiiPayment(_fields).Means(settlement, terms),
            DirectDebitCreditorId = _fields.Text(settlement, "ram:CreditorReferenceID"),
            AllowancesAndCharges = amounts.AllowancesAndCharges(settlement),
            Totals = amounts.Totals(settlement),
            VatBreakdown = amounts.VatBreakdown(settlement),
            Attachments = [.. Attachments(agreement).Select(Attachment)],
            Lines = new CiiLines(_fields, amounts, _names).Read(trade),
        };
        return WithReferences(invoice, agreement, delivery, settlement) with { AmountCurrencies = _fields.AmountCurrencies };
    }

    /// <summary>Where the content of an attachment of BG-24 stands, by its place in <see cref="EInvoice.Attachments"/>.</summary>
    public IReadOnlyList<DocumentElement?> AttachmentContents(DocumentElement root)
    {
        _names = NamesOf(root);
        return [.. Attachments(_fields.One(_fields.One(root, _names.Trade), _names.Agreement)).Select(Content)];
    }

    private static CiiNames NamesOf(DocumentElement root) => root.Name == Root ? CiiNames.Invoice : CiiNames.Zugferd1;

    private EInvoice WithReferences(
        EInvoice invoice,
        DocumentElement? agreement,
        DocumentElement? delivery,
        DocumentElement? settlement)
    {
        var invoicedObject = Referenced(agreement, ObjectTypeCode);
        return invoice with
        {
            BuyerReference = _fields.Text(agreement, "ram:BuyerReference"),
            ProjectReference = _fields.Text(agreement, "ram:SpecifiedProcuringProject/ram:ID"),
            ContractReference = Number(agreement, "ram:ContractReferencedDocument"),
            PurchaseOrderReference = Number(agreement, "ram:BuyerOrderReferencedDocument"),
            SalesOrderReference = Number(agreement, "ram:SellerOrderReferencedDocument"),
            ReceivingAdviceReference = Number(delivery, "ram:ReceivingAdviceReferencedDocument"),
            DespatchAdviceReference = Number(delivery, _names.DespatchAdvice),
            TenderReference = _fields.Text(Referenced(agreement, TenderTypeCode), _names.ReferencedId),
            InvoicedObject = _fields.ReferencedObject(invoicedObject, _names.ReferencedId),
            BuyerAccountingReference = _fields.Text(_fields.First(settlement, "ram:ReceivableSpecifiedTradeAccountingAccount"), "ram:ID"),
            PrecedingInvoices = [.. _fields.All(settlement, "ram:InvoiceReferencedDocument").Select(Preceding)],
        };
    }

    private string? Number(DocumentElement? from, string document) => _fields.Text(_fields.One(from, document), _names.ReferencedId);

    private DocumentElement? Referenced(DocumentElement? agreement, string typeCode) =>
        _fields.All(agreement, "ram:AdditionalReferencedDocument")
            .FirstOrDefault(document => _fields.Text(document, "ram:TypeCode") == typeCode);

    private EInvoiceNote? Note(DocumentElement note) =>
        _fields.Lines(note, "ram:Content") is { } text ? new EInvoiceNote(text, _fields.Text(note, "ram:SubjectCode")) : null;

    private EInvoiceReference Preceding(DocumentElement reference) => new(
        _fields.Text(reference, _names.ReferencedId),
        _fields.CompactDate(reference, "ram:FormattedIssueDateTime/qdt:DateTimeString"));

    private IEnumerable<DocumentElement> Attachments(DocumentElement? agreement) =>
        _fields.All(agreement, "ram:AdditionalReferencedDocument")
            .Where(document => _fields.Text(document, "ram:TypeCode") == AttachmentTypeCode);

    private DocumentElement? Content(DocumentElement document) => _fields.One(document, "ram:AttachmentBinaryObject");

    private EInvoiceAttachment Attachment(DocumentElement document)
    {
        var content = Content(document);
        return new EInvoiceAttachment(
            _fields.Text(document, _names.ReferencedId),
            _fields.Lines(document, "ram:Name"),
            content?.Attribute("filename"),
            content?.Attribute("mimeCode"),
            _fields.Text(document, "ram:URIID"));
    }
}
