using System.Text;
using System.Xml.Linq;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>The CDAR of each status, element by element, against the shapes of XP Z12-012 section 5 and the examples of its annex B.</summary>
public sealed class WritingALifecycleMessage
{
    private static readonly XNamespace Rsm = "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100";
    private static readonly XNamespace Ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    private static readonly XNamespace Udt = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
    private static readonly XNamespace Qdt = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

    private static readonly BillStatusReport Report = new(
        Guid.Parse("01930000-0000-7000-8000-00000000abcd"), "flow-1", BillStatus.Approved, null, null, null, new DateTimeOffset(2025, 7, 30, 8, 5, 9, TimeSpan.Zero))
    {
        InvoiceNumber = "F202500003",
        IssueDate = new DateOnly(2025, 7, 1),
        TypeCode = "380",
        SellerSiren = "100000009",
        SellerName = "LE VENDEUR",
        SellerAddress = new EInvoiceIdentifier("100000009_STATUTS", "0225"),
        BuyerSiren = "200000008",
        BuyerName = "L'ACHETEUR",
        ReceivedAt = new DateTimeOffset(2025, 12, 1, 23, 30, 0, TimeSpan.Zero),
    };

    [Fact]
    public void An_approval_says_who_tells_whom_what_about_which_bill()
    {
        var root = Write(Report);

        Assert.Equal(Rsm + "CrossDomainAcknowledgementAndResponse", root.Name);
        Assert.Equal(
            """
            ExchangedDocumentContext/BusinessProcessSpecifiedDocumentContextParameter/ID=REGULATED
            ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID=urn.cpro.gouv.fr:1p0:CDV:invoice
            ExchangedDocument/ID=0193000000007000800000000000abcd
            ExchangedDocument/Name=CDV-205_0193000000007000800000000000abcd
            ExchangedDocument/IssueDateTime/DateTimeString[format=204]=20250730100509
            ExchangedDocument/SenderTradeParty/RoleCode=WK
            ExchangedDocument/IssuerTradeParty/GlobalID[schemeID=0002]=200000008
            ExchangedDocument/IssuerTradeParty/Name=L'ACHETEUR
            ExchangedDocument/IssuerTradeParty/RoleCode=BY
            ExchangedDocument/RecipientTradeParty/GlobalID[schemeID=0002]=100000009
            ExchangedDocument/RecipientTradeParty/Name=LE VENDEUR
            ExchangedDocument/RecipientTradeParty/RoleCode=SE
            ExchangedDocument/RecipientTradeParty/URIUniversalCommunication/URIID[schemeID=0225]=100000009_STATUTS
            AcknowledgementDocument/MultipleReferencesIndicator/Indicator=false
            AcknowledgementDocument/TypeCode=23
            AcknowledgementDocument/IssueDateTime/DateTimeString[format=204]=20250730100509
            AcknowledgementDocument/ReferenceReferencedDocument/IssuerAssignedID=F202500003
            AcknowledgementDocument/ReferenceReferencedDocument/StatusCode=1
            AcknowledgementDocument/ReferenceReferencedDocument/TypeCode=380
            AcknowledgementDocument/ReferenceReferencedDocument/ReceiptDateTime/DateTimeString[format=204]=20251202003000
            AcknowledgementDocument/ReferenceReferencedDocument/FormattedIssueDateTime/DateTimeString[format=102]=20250701
            AcknowledgementDocument/ReferenceReferencedDocument/ProcessConditionCode=205
            AcknowledgementDocument/ReferenceReferencedDocument/ProcessCondition=Approuvée
            AcknowledgementDocument/ReferenceReferencedDocument/IssuerTradeParty/GlobalID[schemeID=0002]=100000009
            """,
            Leaves(root),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void The_elements_are_in_the_namespaces_of_D22B()
    {
        var root = Write(Report);

        Assert.Equal([Rsm + "ExchangedDocumentContext", Rsm + "ExchangedDocument", Rsm + "AcknowledgementDocument"], root.Elements().Select(element => element.Name));
        Assert.All(root.Descendants().Where(element => element.Name.LocalName is "Indicator"), element => Assert.Equal(Udt, element.Name.Namespace));
        var times = root.Descendants().Where(element => element.Name.LocalName == "DateTimeString").ToList();
        Assert.All(times, time => Assert.Equal(time.Parent!.Name.LocalName == "FormattedIssueDateTime" ? Qdt : Udt, time.Name.Namespace));
        Assert.All(root.Descendants().Except(times).Where(element => element.Parent != root && element.Name.LocalName != "Indicator"), element => Assert.Equal(Ram, element.Name.Namespace));
    }

    [Theory]
    [InlineData(BillStatus.InHand, "204", "45", "Prise_en_charge")]
    [InlineData(BillStatus.Approved, "205", "1", "Approuvée")]
    [InlineData(BillStatus.Disputed, "207", "46", "En_litige")]
    [InlineData(BillStatus.Refused, "210", "50", "Refusée")]
    [InlineData(BillStatus.Paid, "211", "47", "Paiement_transmis")]
    public void A_buyer_s_status_is_of_the_phase_of_processing(BillStatus status, string code, string standard, string label)
    {
        var leaves = Leaves(Write(Told(status))).Split('\n');

        Assert.Contains("AcknowledgementDocument/TypeCode=23", leaves);
        Assert.Contains("ExchangedDocument/IssuerTradeParty/RoleCode=BY", leaves);
        Assert.Contains($"AcknowledgementDocument/ReferenceReferencedDocument/ProcessConditionCode={code}", leaves);
        Assert.Contains($"AcknowledgementDocument/ReferenceReferencedDocument/StatusCode={standard}", leaves);
        Assert.Contains($"AcknowledgementDocument/ReferenceReferencedDocument/ProcessCondition={label}", leaves);
        Assert.Contains($"ExchangedDocument/Name=CDV-{code}_0193000000007000800000000000abcd", leaves);
    }

    [Fact]
    public void Receiving_is_told_in_the_platform_s_role_to_both_sides()
    {
        var leaves = Leaves(Write(Told(BillStatus.Received))).Split('\n');

        Assert.Contains("AcknowledgementDocument/TypeCode=305", leaves);
        Assert.Equal(["ExchangedDocument/IssuerTradeParty/RoleCode=WK"], leaves.Where(leaf => leaf.Contains("ExchangedDocument/IssuerTradeParty", StringComparison.Ordinal)));
        Assert.Contains("ExchangedDocument/RecipientTradeParty/RoleCode=SE", leaves);
        Assert.Contains("ExchangedDocument/RecipientTradeParty/RoleCode=BY", leaves);
        Assert.Contains("ExchangedDocument/RecipientTradeParty/URIUniversalCommunication/URIID[schemeID=0225]=200000008", leaves);
        Assert.Contains("AcknowledgementDocument/ReferenceReferencedDocument/ProcessConditionCode=202", leaves);
        Assert.Contains("AcknowledgementDocument/ReferenceReferencedDocument/StatusCode=43", leaves);
        Assert.Contains("AcknowledgementDocument/ReferenceReferencedDocument/ProcessCondition=Reçue", leaves);
    }

    [Fact]
    public void A_refusal_bears_its_reason_and_goes_to_the_State_as_well()
    {
        var leaves = Leaves(Write(Told(BillStatus.Refused) with { ReasonCode = "DOUBLON", Reason = "Already paid in June." })).Split('\n');

        Assert.Equal(
            ["GlobalID[schemeID=0238]=9998", "Name=PPF", "RoleCode=DFH"],
            leaves.Where(leaf => leaf.StartsWith("ExchangedDocument/RecipientTradeParty/", StringComparison.Ordinal)).TakeLast(3).Select(leaf => leaf["ExchangedDocument/RecipientTradeParty/".Length..]));
        Assert.Equal(
            ["ReasonCode=DOUBLON", "Reason=Already paid in June.", "SequenceNumeric=1", "IncludedNote/Content=Already paid in June."],
            StatusOf(leaves));
    }

    [Theory]
    [InlineData(BillStatus.InHand)]
    [InlineData(BillStatus.Approved)]
    [InlineData(BillStatus.Disputed)]
    [InlineData(BillStatus.Paid)]
    public void Nothing_but_a_refusal_goes_to_the_State(BillStatus status) =>
        Assert.DoesNotContain("9998", Leaves(Write(Told(status))), StringComparison.Ordinal);

    [Fact]
    public void A_dispute_without_a_code_has_another_reason()
    {
        var leaves = Leaves(Write(Told(BillStatus.Disputed) with { ReasonCode = null, Reason = "Two boxes are missing." })).Split('\n');

        Assert.Equal(["ReasonCode=AUTRE", "Reason=Two boxes are missing.", "SequenceNumeric=1", "IncludedNote/Content=Two boxes are missing."], StatusOf(leaves));
    }

    [Fact]
    public void A_reason_without_words_is_said_by_its_code()
    {
        var leaves = Leaves(Write(Told(BillStatus.Refused) with { ReasonCode = "TX_TVA_ERR", Reason = "  " })).Split('\n');

        Assert.Equal(["ReasonCode=TX_TVA_ERR", "Reason=TX_TVA_ERR", "SequenceNumeric=1", "IncludedNote/Content=TX_TVA_ERR"], StatusOf(leaves));
    }

    [Fact]
    public void Every_reason_of_the_closed_lists_is_told_as_it_is()
    {
        foreach (var (status, codes) in new[] { (BillStatus.Refused, BillStatusReasons.OfRefusal), (BillStatus.Disputed, BillStatusReasons.OfDispute) })
        {
            Assert.All(codes, code => Assert.Equal($"ReasonCode={code}", StatusOf(Leaves(Write(Told(status) with { ReasonCode = code })).Split('\n')).First()));
        }
    }

    [Fact]
    public void A_payment_bears_its_amount_and_its_day_in_France()
    {
        // 22:30 UTC on the 30th is the 31st in Paris.
        var report = Told(BillStatus.Paid) with { Amount = new Money(1_200_050, Eur), OccurredAt = new DateTimeOffset(2025, 7, 30, 22, 30, 0, TimeSpan.Zero) };

        var leaves = Leaves(Write(report)).Split('\n');

        Assert.Equal(
            [
                "SpecifiedDocumentCharacteristic/TypeCode=MPA",
                "SpecifiedDocumentCharacteristic/ValueChangedIndicator/IndicatorString=false",
                "SpecifiedDocumentCharacteristic/ValueAmount[currencyID=EUR]=12000.50",
                "SpecifiedDocumentCharacteristic/ValueDateTime/DateTimeString[format=102]=20250731",
            ],
            StatusOf(leaves));
    }

    [Fact]
    public void A_status_without_a_reason_or_an_amount_has_no_details() =>
        Assert.Empty(StatusOf(Leaves(Write(Report with { ReasonCode = "DOUBLON", Reason = "of no use here", Amount = new Money(1, Eur) })).Split('\n')));

    [Fact]
    public void The_same_report_gives_the_same_bytes() =>
        Assert.Equal(Cdar.Write(Told(BillStatus.Refused)), Cdar.Write(Told(BillStatus.Refused) with { }));

    [Fact]
    public void Two_reports_of_one_bill_give_different_bytes() =>
        Assert.NotEqual(Cdar.Write(Told(BillStatus.Paid)), Cdar.Write(Told(BillStatus.Paid) with { Id = Guid.Parse("01930000-0000-7000-8000-00000000abce") }));

    [Fact]
    public void A_seller_without_an_address_is_reached_by_its_SIREN() =>
        Assert.Contains(
            "ExchangedDocument/RecipientTradeParty/URIUniversalCommunication/URIID[schemeID=0225]=100000009",
            Leaves(Write(Report with { SellerAddress = null })).Split('\n'));

    [Fact]
    public void An_address_of_another_network_keeps_its_scheme() =>
        Assert.Contains(
            "ExchangedDocument/RecipientTradeParty/URIUniversalCommunication/URIID[schemeID=0088]=3654789851",
            Leaves(Write(Report with { SellerAddress = new EInvoiceIdentifier("3654789851", "0088") })).Split('\n'));

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var text = Leaves(Write(Report with { TypeCode = null, ReceivedAt = null, SellerName = null, BuyerName = null }));

        Assert.DoesNotContain("ReferencedDocument/TypeCode", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ReceiptDateTime", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TradeParty/Name", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_XML_cannot_hold_or_that_look_like_XML_do_no_harm()
    {
        var leaves = Leaves(Write(Told(BillStatus.Refused) with { Reason = "a\u0000b\u001bc\uD800d\uFFFEe </ram:Reason><ram:ReasonCode>X & 🙂" })).Split('\n');

        Assert.Equal(["ReasonCode=DOUBLON", "Reason=a b c d e </ram:Reason><ram:ReasonCode>X & 🙂"], StatusOf(leaves).Take(2));
    }

    [Fact]
    public void Long_words_are_cut()
    {
        var words = StatusOf(Leaves(Write(Told(BillStatus.Refused) with { Reason = new string('x', 100_000) })).Split('\n')).Single(leaf => leaf.StartsWith("Reason=", StringComparison.Ordinal));

        Assert.Equal("Reason=".Length + Cdar.ReasonMax, words.Length);
    }

    public static TheoryData<string, BillStatusReport> Untellable => new()
    {
        { "number", Report with { InvoiceNumber = null } },
        { "number", Report with { InvoiceNumber = " " } },
        { "date", Report with { IssueDate = null } },
        { "seller has no SIREN", Report with { SellerSiren = null } },
        { "seller has no SIREN", Report with { SellerSiren = "10000000A" } },
        { "seller has no SIREN", Report with { SellerSiren = "10000000900011" } },
        { "business has no SIREN", Report with { BuyerSiren = null } },
        { "reason code", Told(BillStatus.Refused) with { ReasonCode = null } },
        { "AUTRE is no reason", Told(BillStatus.Refused) with { ReasonCode = "AUTRE" } },
        { "doublon is no reason", Told(BillStatus.Disputed) with { ReasonCode = "doublon" } },
        { "amount", Told(BillStatus.Paid) with { Amount = null } },
    };

    [Theory]
    [MemberData(nameof(Untellable))]
    public void What_the_message_cannot_do_without_is_asked_for(string what, BillStatusReport report)
    {
        var refused = Assert.Throws<ProviderException>(() => Cdar.Write(report));

        Assert.Equal(ProviderFault.Rejected, refused.Fault);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    private static Currency Eur => Currency.TryOf("EUR", out var eur) ? eur : throw new InvalidOperationException();

    private static BillStatusReport Told(BillStatus status) => Report with
    {
        Status = status,
        ReasonCode = status is BillStatus.Refused or BillStatus.Disputed ? "DOUBLON" : null,
        Amount = status == BillStatus.Paid ? new Money(100, Eur) : null,
    };

    private static XElement Write(BillStatusReport report)
    {
        var bytes = Cdar.Write(report);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        return XElement.Load(new MemoryStream(bytes));
    }

    private static IEnumerable<string> StatusOf(IEnumerable<string> leaves)
    {
        const string Path = "AcknowledgementDocument/ReferenceReferencedDocument/SpecifiedDocumentStatus/";
        return leaves.Where(leaf => leaf.StartsWith(Path, StringComparison.Ordinal)).Select(leaf => leaf[Path.Length..]);
    }

    private static string Leaves(XElement root) => string.Join('\n', root.Descendants().Where(element => !element.HasElements).Select(leaf => $"{PathOf(leaf, root)}={leaf.Value}"));

    private static string PathOf(XElement leaf, XElement root) =>
        string.Join('/', leaf.AncestorsAndSelf().TakeWhile(element => element != root).Reverse().Select(element => element.Name.LocalName))
        + string.Concat(leaf.Attributes().Select(attribute => $"[{attribute.Name.LocalName}={attribute.Value}]"));
}
