using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Showing;

namespace Quittance.Server.Loading;

/// <summary>A loaded bill: what is shown of it, and what is not.</summary>
/// <param name="Stored">As it is shown; its plan is taken to be there.</param>
internal sealed record LoadedBill(
    StoredInvoice Stored, IReadOnlyList<ShownLine> Lines, LoadedPolicies Policies, IReadOnlyList<(StoredSlot Slot, Guid ActedId)> Slots, LoadedRemark? Remark,
    string MetadataJson, Guid OrderId, DateTimeOffset ApprovedAt)
{
    private const int LinesMax = 5;
    private const int Accounts = 60;
    private static readonly TimeSpan LeadMin = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeadMore = TimeSpan.FromDays(30);

    public Guid Id => Stored.Id;

    public long AmountMinor => Stored.AmountMinor!.Value;

    /// <param name="number">Of all of the payer's bills, from 1.</param>
    /// <param name="paidAt">When its transaction was made.</param>
    public static LoadedBill Make(LoadedPayer payer, LoadedVendor vendor, long number, DateTimeOffset paidAt, Dice dice)
    {
        var createdAt = paidAt - LeadMin - TimeSpan.FromMilliseconds(dice.Below((long)LeadMore.TotalMilliseconds));
        var approvedAt = createdAt.AddMilliseconds((long)(paidAt - createdAt).TotalMilliseconds / 2);
        var lines = MakeLines(createdAt, dice);
        var amount = lines.Sum(line => line.AmountMinor);
        var policies = amount < LoadedPolicies.LargeMinor ? payer.ForSmall : payer.ForLarge;
        var isPayers = dice.Chance(850);
        var (metadata, json) = MakeMetadata(dice);
        var day = DateOnly.FromDateTime(createdAt.UtcDateTime);
        var terms = dice.Pick([15, 30, 45, 60]);
        var stored = new StoredInvoice(
            dice.Id(createdAt), InvoiceStatus.Approved, payer.Id, vendor.Id, isPayers ? ConnectionRole.Payer : ConnectionRole.Payee, Currency.Usd, amount, null, day,
            day.AddDays(terms), NumberOf(number, day, dice), createdAt, approvedAt, HasDocuments: false)
        {
            CreatorId = isPayers ? payer.Id : vendor.Id,
            CreatorUserId = isPayers ? payer.People.Clerk : null,
            ForeignId = dice.Chance(300) ? $"erp-{payer.Number}-{number}" : null,
            DeductAt = ShownInvoices.TimeOf(DateOnly.FromDateTime(paidAt.UtcDateTime)),
            IsDestinationConfirmed = dice.Chance(800),
            NetTermsDays = dice.Chance(500) ? terms : null,
            NoteToSelf = dice.Chance(250) ? dice.Pick(LoadNames.Lines) : null,
            SourceFeeMinor = dice.Chance(60) ? 250 : null,
            Metadata = metadata,
            Policies = policies.Shown,
            PayOn = DateOnly.FromDateTime(paidAt.UtcDateTime),
        };
        var slots = policies.Slots.Select(slot => (
            new StoredSlot(
                dice.Id(createdAt), slot.PolicyId.Value, slot.UpstreamId?.Value, slot.EligibleRoles, [.. slot.EligibleUserIds.Select(user => user.Value)], null, "approve",
                approvedAt),
            slot.EligibleUserIds.Count > 0 ? payer.People.Controller : payer.People.Approver)).ToList();
        return new LoadedBill(stored, lines, policies, slots, LoadedRemark.Maybe(payer, slots.Count > 0, approvedAt, dice), json, dice.Id(approvedAt), approvedAt);
    }

    private static string NumberOf(long number, DateOnly day, Dice dice) => dice.Below(10) switch
    {
        < 6 => $"INV-{number}",
        < 8 => $"{day.Year}/{number:D6}",
        8 => $"{number:D8}",
        _ => $"F{number}-{day.Month:D2}",
    };

    private static List<ShownLine> MakeLines(DateTimeOffset createdAt, Dice dice)
    {
        var count = dice.Chance(600) ? 1 : 1 + dice.Skewed(LinesMax);
        var lines = new List<ShownLine>(count);
        for (var position = 0; position < count; position++)
        {
            var quantity = 1 + dice.Skewed(20);
            var price = 499 + dice.Skewed(90_000);
            var account = dice.Chance(850) ? $"{6000 + dice.Skewed(Accounts)}" : null;
            var start = dice.Chance(50) ? createdAt.AddDays(-30) : (DateTimeOffset?)null;
            lines.Add(new ShownLine(
                dice.Id(createdAt), "EXPENSE", createdAt, createdAt, (long)quantity * price, dice.Pick(LoadNames.Lines), dice.Chance(200) ? $"SKU-{dice.Below(5000)}" : null,
                quantity, new decimal(price, 0, 0, false, 2), start, start?.AddDays(30),
                dice.Chance(200) ? new Dictionary<string, string> { ["class"] = $"class-{dice.Below(20)}" } : EmptyMetadata, account));
        }

        return lines;
    }

    private static readonly Dictionary<string, string> EmptyMetadata = [];

    // In the order in which jsonb gives keys back: by length, then by bytes.
    private static (Dictionary<string, string> Metadata, string Json) MakeMetadata(Dice dice)
    {
        var metadata = new Dictionary<string, string>(3);
        if (dice.Chance(600))
        {
            metadata["project"] = $"project-{dice.Skewed(500)}";
        }

        if (dice.Chance(800))
        {
            metadata["costCenter"] = $"cc-{dice.Below(40)}";
        }

        metadata["department"] = $"department-{dice.Below(12)}";
        return (metadata, ToJson(metadata));
    }

    /// <summary>For values that need no escapes.</summary>
    public static string ToJson(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? "{}" : $"{{{string.Join(',', metadata.Select(pair => $"\"{pair.Key}\":\"{pair.Value}\""))}}}";
}

/// <summary>A remark on a loaded bill.</summary>
/// <param name="Action">As it is stored; null where it came with no approval.</param>
internal sealed record LoadedRemark(Guid Id, Guid UserId, string Text, string? Action, DateTimeOffset At)
{
    public static LoadedRemark? Maybe(LoadedPayer payer, bool isApproved, DateTimeOffset approvedAt, Dice dice) => dice.Below(1000) switch
    {
        < 150 when isApproved => new LoadedRemark(dice.Id(approvedAt), payer.People.Approver, dice.Pick(LoadNames.Remarks), "approve", approvedAt),
        < 200 => new LoadedRemark(dice.Id(approvedAt), payer.People.Clerk, dice.Pick(LoadNames.Remarks), null, approvedAt),
        _ => null,
    };
}
