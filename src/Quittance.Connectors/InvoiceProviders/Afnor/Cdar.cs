using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>
/// Writes a status as the lifecycle message of the French reform: UN/CEFACT Cross Domain Acknowledgement and Response D22B,
/// as XP Z12-012 section 5 uses it. The same report always gives the same bytes, so that a platform can tell a repeated one.
/// </summary>
/// <remarks>The numbers in the comments are the elements (MDT) and rules (BR-FR-CDV) of XP Z12-012.</remarks>
internal static class Cdar
{
    /// <summary>How many characters of a person's own words are passed on.</summary>
    public const int ReasonMax = 1_000;

    private const string SirenScheme = "0002";
    private const string AddressScheme = "0225";
    private const string PlatformScheme = "0238";
    private const string StatePlatform = "9998";
    private const string Seller = "SE";
    private const string Buyer = "BY";
    private const string Platform = "WK";
    private const string State = "DFH";

    private static readonly XNamespace Rsm = "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100";
    private static readonly XNamespace Ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    private static readonly XNamespace Udt = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
    private static readonly XNamespace Qdt = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

    // Times of the message bear no offset. Its writers and readers are in France.
    private static readonly TimeZoneInfo France = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Paris", out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>What the message and its file are called: the status and our id of the report.</summary>
    public static string NameOf(BillStatusReport report) => $"CDV-{StepOf(report.Status).Code}_{report.Id:n}";

    /// <summary>The message, in UTF-8.</summary>
    /// <exception cref="ProviderException">The bill lacks what the message has to name, or the status its reason or amount.</exception>
    public static byte[] Write(BillStatusReport report)
    {
        var bill = ReferencedBill.Of(report);
        var step = StepOf(report.Status);
        var document = new XDocument(new XElement(
            Rsm + "CrossDomainAcknowledgementAndResponse",
            new XAttribute(XNamespace.Xmlns + "rsm", Rsm),
            new XAttribute(XNamespace.Xmlns + "ram", Ram),
            new XAttribute(XNamespace.Xmlns + "qdt", Qdt),
            new XAttribute(XNamespace.Xmlns + "udt", Udt),
            new XElement(
                Rsm + "ExchangedDocumentContext",
                new XElement(Ram + "BusinessProcessSpecifiedDocumentContextParameter", Text("ID", "REGULATED")), // MDT-2
                new XElement(Ram + "GuidelineSpecifiedDocumentContextParameter", Text("ID", "urn.cpro.gouv.fr:1p0:CDV:invoice"))), // MDT-3
            Message(report, bill, step),
            Acknowledgement(report, bill, step)));
        return Bytes(document);
    }

    private static XElement Message(BillStatusReport report, ReferencedBill bill, Step step) => new(
        Rsm + "ExchangedDocument",
        Text("ID", $"{report.Id:n}"), // MDT-4
        Text("Name", NameOf(report)), // MDT-5
        Instant("IssueDateTime", report.OccurredAt), // MDT-8
        Party("SenderTradeParty", null, null, Platform, null),
        step.IsTransmission
            ? Party("IssuerTradeParty", null, null, Platform, null) // BR-FR-CDV-07: no id in the phase of transmission
            : Party("IssuerTradeParty", (SirenScheme, bill.BuyerSiren), report.BuyerName, Buyer, null), // MDT-38
        Party("RecipientTradeParty", (SirenScheme, bill.SellerSiren), report.SellerName, Seller, AddressOf(report, bill)), // MDT-57, MDT-73
        step.IsTransmission ? Party("RecipientTradeParty", (SirenScheme, bill.BuyerSiren), report.BuyerName, Buyer, (AddressScheme, bill.BuyerSiren)) : null,
        // A refusal goes to the State as well (XP Z12-014, section 4.2).
        report.Status == BillStatus.Refused ? Party("RecipientTradeParty", (PlatformScheme, StatePlatform), "PPF", State, null) : null);

    private static XElement Acknowledgement(BillStatusReport report, ReferencedBill bill, Step step) => new(
        Rsm + "AcknowledgementDocument",
        new XElement(Ram + "MultipleReferencesIndicator", new XElement(Udt + "Indicator", "false")), // MDT-74
        Text("TypeCode", step.IsTransmission ? "305" : "23"), // MDT-77
        Instant("IssueDateTime", report.OccurredAt), // MDT-78
        new XElement(
            Ram + "ReferenceReferencedDocument",
            Text("IssuerAssignedID", bill.Number), // MDT-87
            Text("StatusCode", step.Standard), // MDT-88, BR-FR-CDV-CL-05
            report.TypeCode is { } type ? Text("TypeCode", type) : null, // MDT-91
            report.ReceivedAt is { } received ? Instant("ReceiptDateTime", received) : null, // MDT-95
            new XElement(Ram + "FormattedIssueDateTime", new XElement(Qdt + "DateTimeString", new XAttribute("format", "102"), Day(bill.IssueDate))), // MDT-100
            Text("ProcessConditionCode", step.Code), // MDT-105
            Text("ProcessCondition", step.Label), // MDT-106
            new XElement(Ram + "IssuerTradeParty", Id((SirenScheme, bill.SellerSiren))), // MDT-129: always the seller
            ReasonOf(report) ?? AmountOf(report)));

    private static XElement? ReasonOf(BillStatusReport report)
    {
        var allowed = report.Status switch
        {
            BillStatus.Refused => BillStatusReasons.OfRefusal,
            BillStatus.Disputed => BillStatusReasons.OfDispute,
            BillStatus.Received or BillStatus.InHand or BillStatus.Approved or BillStatus.Paid => null,
        };
        if (allowed is null)
        {
            return null;
        }

        var code = report.ReasonCode ?? (report.Status == BillStatus.Disputed ? BillStatusReasons.Other : "");
        if (!allowed.Contains(code))
        {
            throw Untellable(code.Length == 0 ? "A refusal needs a reason code." : $"{code} is no reason for this status.");
        }

        var words = Words(report.Reason) ?? code;
        return new XElement(
            Ram + "SpecifiedDocumentStatus",
            Text("ReasonCode", code), // MDT-113
            Text("Reason", words), // MDT-114
            Text("SequenceNumeric", "1"), // MDT-124-2
                                          // MDT-126: the State's platform asks for the words of a refusal here.
            new XElement(Ram + "IncludedNote", Text("Content", words)));
    }

    private static XElement? AmountOf(BillStatusReport report) => report switch
    {
        { Status: not BillStatus.Paid } => null,
        { Amount: null } => throw Untellable("A payment needs its amount."),
        { Amount: { } amount } => new XElement(
            Ram + "SpecifiedDocumentStatus",
            new XElement(
                Ram + "SpecifiedDocumentCharacteristic",
                Text("TypeCode", "MPA"), // MDT-207: the amount that was paid
                new XElement(Ram + "ValueChangedIndicator", new XElement(Udt + "IndicatorString", "false")), // MDT-209
                new XElement(Ram + "ValueAmount", new XAttribute("currencyID", $"{amount.Currency}"), amount.ToMajorText()), // MDT-215
                new XElement(Ram + "ValueDateTime", new XElement(Udt + "DateTimeString", new XAttribute("format", "102"), Day(DateOnly.FromDateTime(InFrance(report.OccurredAt))))))), // MDT-219
    };

    private static XElement Party(string role, (string Scheme, string Value)? id, string? name, string code, (string? Scheme, string Value)? address) => new(
        Ram + role,
        id is { } known ? Id(known) : null,
        Words(name) is { } words ? Text("Name", words) : null,
        Text("RoleCode", code),
        address is { } at
            ? new XElement(Ram + "URIUniversalCommunication", new XElement(Ram + "URIID", at.Scheme is null ? null : new XAttribute("schemeID", at.Scheme), at.Value))
            : null);

    // BR-FR-CDV-08 asks for the seller's address; without one of its own a company's address is its SIREN (XP Z12-014, section 4.1.4).
    private static (string?, string) AddressOf(BillStatusReport report, ReferencedBill bill) =>
        report.SellerAddress is { Value: var value, Scheme: var scheme } && Words(value) is { } address ? (scheme ?? AddressScheme, address) : (AddressScheme, bill.SellerSiren);

    private static XElement Id((string Scheme, string Value) id) => new(Ram + "GlobalID", new XAttribute("schemeID", id.Scheme), id.Value);

    private static XElement Text(string name, string value) => new(Ram + name, value);

    private static XElement Instant(string name, DateTimeOffset time) =>
        new(Ram + name, new XElement(Udt + "DateTimeString", new XAttribute("format", "204"), InFrance(time).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)));

    private static DateTime InFrance(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, France).DateTime;

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    // XML has no place for control characters and halves of surrogate pairs, and a person's clipboard has.
    private static string? Words(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var fits = rune.Value > char.MaxValue || (XmlConvert.IsXmlChar((char)rune.Value) && rune != Rune.ReplacementChar);
            clean.Append(fits ? rune.ToString() : " ");
            if (clean.Length >= ReasonMax)
            {
                break;
            }
        }

        return clean.ToString().Trim() is { Length: > 0 } words ? words : null;
    }

    private static byte[] Bytes(XDocument document)
    {
        using var written = new MemoryStream();
        using (var xml = XmlWriter.Create(written, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            document.Save(xml);
        }

        return written.ToArray();
    }

    private static Step StepOf(BillStatus status) => status switch
    {
        BillStatus.Received => new("202", "43", "Reçue", IsTransmission: true),
        BillStatus.InHand => new("204", "45", "Prise_en_charge"),
        BillStatus.Approved => new("205", "1", "Approuvée"),
        BillStatus.Disputed => new("207", "46", "En_litige"),
        BillStatus.Refused => new("210", "50", "Refusée"),
        BillStatus.Paid => new("211", "47", "Paiement_transmis"),
    };

    private static ProviderException Untellable(string why) => new(ProviderFault.Rejected, $"The status cannot be told to the platform: {why}");

    /// <summary>A status in the codes of the message.</summary>
    /// <param name="Code">MDT-105.</param>
    /// <param name="Standard">MDT-88, UNTDID 1373.</param>
    /// <param name="Label">MDT-106.</param>
    /// <param name="IsTransmission">Whether platforms set it rather than the parties.</param>
    private sealed record Step(string Code, string Standard, string Label, bool IsTransmission = false);

    /// <summary>What identifies a French invoice (BR-FR-CDV-10, 11, 13), and who speaks of it (07).</summary>
    private sealed record ReferencedBill(string Number, DateOnly IssueDate, string SellerSiren, string BuyerSiren)
    {
        public static ReferencedBill Of(BillStatusReport report) => new(
            Words(report.InvoiceNumber) ?? throw Untellable("the bill has no number."),
            report.IssueDate ?? throw Untellable("the bill has no date."),
            Siren(report.SellerSiren) ?? throw Untellable("its seller has no SIREN."),
            Siren(report.BuyerSiren) ?? throw Untellable("the business has no SIREN."));

        private static string? Siren(string? text) => text is { Length: 9 } && text.All(char.IsAsciiDigit) ? text : null;
    }
}
