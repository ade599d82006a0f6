using System.Xml;
using System.Xml.Linq;

namespace Quittance.Simulator.Afnor;

/// <summary>What a lifecycle message (CDAR D22B) says, as far as a platform looks at it.</summary>
/// <param name="Code">Of XP Z12-012, such as <c>205</c> approved, <c>210</c> refused.</param>
/// <param name="Reason">Such as <c>TX_TVA_ERR</c>.</param>
internal sealed record LifecycleStatus(string? Code, string? Reason, string? ReasonText, string? InvoiceNumber, string? InvoiceDate, string? SellerSiren)
{
    private static readonly string[] BuyersCodes = ["204", "205", "206", "207", "208", "210", "211"];

    private static readonly string[] RefusalReasons =
    [
        "TX_TVA_ERR", "MONTANTTOTAL_ERR", "CALCUL_ERR", "NON_CONFORME", "DOUBLON", "DEST_ERR", "TRANSAC_INC", "EMMET_INC", "CONTRAT_TERM", "DOUBLE_FACT", "CMD_ERR", "ADR_ERR",
        "REF_CT_ABSENT",
    ];

    /// <summary>Finds MDT-87 (number), MDT-100 (date), MDT-105 (status), MDT-113 (reason) and MDT-129 (seller) of XP Z12-012.</summary>
    /// <returns>Null when it is no lifecycle message.</returns>
    public static LifecycleStatus? Read(ReadOnlyMemory<byte> file)
    {
        XElement? root;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file.ToArray()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            root = XDocument.Load(reader).Root;
        }
        catch (XmlException)
        {
            return null;
        }

        if (root?.Name.LocalName != "CrossDomainAcknowledgementAndResponse" || First(root, "ReferenceReferencedDocument") is not { } invoice)
        {
            return null;
        }

        var status = First(invoice, "SpecifiedDocumentStatus");
        return new LifecycleStatus(
            Text(invoice, "ProcessConditionCode"), Text(status, "ReasonCode"), Text(status, "Reason"), Text(invoice, "IssuerAssignedID"),
            Text(First(invoice, "FormattedIssueDateTime"), "DateTimeString"), Text(First(invoice, "IssuerTradeParty"), "GlobalID"));
    }

    /// <summary>Why a platform would not pass it on: not from a buyer, or a refusal without a reason of the closed list (BR-FR-CDV-CL-09).</summary>
    public static Acknowledgement? FaultOf(LifecycleStatus? status) => status switch
    {
        null => Acknowledgement.Error("InvalidSchema", "No lifecycle message"),
        { Code: null } => Acknowledgement.Error("InvoiceLCStatusError", "Without a status", "ProcessConditionCode"),
        { Code: var code } when !BuyersCodes.Contains(code, StringComparer.Ordinal) => Acknowledgement.Error("InvoiceLCStatusError", $"A buyer may not say {code}", "ProcessConditionCode"),
        { InvoiceNumber: null } => Acknowledgement.Error("InvoiceLCRuleError", "Names no invoice", "IssuerAssignedID"),
        { Code: "210", Reason: var reason } when !RefusalReasons.Contains(reason, StringComparer.Ordinal) =>
            Acknowledgement.Error("InvoiceLCRuleError", "A refusal needs a reason of the list", "ReasonCode"),
        _ => null,
    };

    private static XElement? First(XElement? root, string name) => root?.Descendants().FirstOrDefault(element => element.Name.LocalName == name);

    private static string? Text(XElement? root, string name) => First(root, name)?.Value.Trim() is { Length: > 0 } text ? text : null;
}
