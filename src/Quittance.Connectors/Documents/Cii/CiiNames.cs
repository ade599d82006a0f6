using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>
/// What the generations of UN/CEFACT's invoice call the elements whose names changed between them; all other names are the same.
/// </summary>
internal sealed record CiiNames
{
    /// <summary>D16B and D22B.</summary>
    public static CiiNames Invoice { get; } = new()
    {
        Syntax = EInvoiceSyntax.Cii,
        Context = "rsm:ExchangedDocumentContext",
        Document = "rsm:ExchangedDocument",
        Trade = "rsm:SupplyChainTradeTransaction",
        Agreement = "ram:ApplicableHeaderTradeAgreement",
        Delivery = "ram:ApplicableHeaderTradeDelivery",
        Settlement = "ram:ApplicableHeaderTradeSettlement",
        Totals = "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        LineAgreement = "ram:SpecifiedLineTradeAgreement",
        LineDelivery = "ram:SpecifiedLineTradeDelivery",
        LineSettlement = "ram:SpecifiedLineTradeSettlement",
        LineTotals = "ram:SpecifiedTradeSettlementLineMonetarySummation",
        Percent = "ram:RateApplicablePercent",
        ReferencedId = "ram:IssuerAssignedID",
        DespatchAdvice = "ram:DespatchAdviceReferencedDocument",
    };

    /// <summary>ZUGFeRD 1.0, which took its names from an earlier draft of CII.</summary>
    public static CiiNames Zugferd1 { get; } = new()
    {
        Syntax = EInvoiceSyntax.Zugferd1,
        Context = "rsm:SpecifiedExchangedDocumentContext",
        Document = "rsm:HeaderExchangedDocument",
        Trade = "rsm:SpecifiedSupplyChainTradeTransaction",
        Agreement = "ram:ApplicableSupplyChainTradeAgreement",
        Delivery = "ram:ApplicableSupplyChainTradeDelivery",
        Settlement = "ram:ApplicableSupplyChainTradeSettlement",
        Totals = "ram:SpecifiedTradeSettlementMonetarySummation",
        LineAgreement = "ram:SpecifiedSupplyChainTradeAgreement",
        LineDelivery = "ram:SpecifiedSupplyChainTradeDelivery",
        LineSettlement = "ram:SpecifiedSupplyChainTradeSettlement",
        LineTotals = "ram:SpecifiedTradeSettlementMonetarySummation",
        Percent = "ram:ApplicablePercent",
        ReferencedId = "ram:ID",
        DespatchAdvice = "ram:DeliveryNoteReferencedDocument",
    };

    public required EInvoiceSyntax Syntax { get; init; }

    public required string Context { get; init; }

    public required string Document { get; init; }

    public required string Trade { get; init; }

    public required string Agreement { get; init; }

    public required string Delivery { get; init; }

    public required string Settlement { get; init; }

    public required string Totals { get; init; }

    public required string LineAgreement { get; init; }

    public required string LineDelivery { get; init; }

    public required string LineSettlement { get; init; }

    public required string LineTotals { get; init; }

    public required string Percent { get; init; }

    public required string ReferencedId { get; init; }

    public required string DespatchAdvice { get; init; }
}
