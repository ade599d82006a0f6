using Quittance.Domain.Accounting;

namespace Quittance.Domain.Tests.Accounting;

/// <summary>Every state of a synced record × every step, those that change nothing included.</summary>
public sealed class SteppingASyncedRecord
{
    private static readonly DateTimeOffset Made = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Made.AddDays(1);
    private static readonly RemoteReference Twin = new("77", "1", Made, "B-77");
    private static readonly AccountingRecordError Closed = new(AccountingFault.PeriodClosed, "January is closed.", "6210");
    private static readonly AccountingRecordError Down = new(AccountingFault.Unavailable, "503", null);
    private static readonly AccountingRecordError Revoked = new(AccountingFault.Deauthorized, "401", null);

    private static readonly AccountingRecord Wished = Wish(AccountingObjectKind.Bill);
    private static readonly AccountingRecord Asked = Wished.Ask(Made);
    private static readonly AccountingRecord Done = Asked.Pushed(Twin, Made);

    private static readonly Dictionary<string, AccountingRecord> States = new(StringComparer.Ordinal)
    {
        ["wished"] = Wished,
        ["asked"] = Asked,
        ["done"] = Done,
        ["refused"] = Asked.Failed(Closed, Made, Made),
        ["deleted there"] = Done.Seen(RemoteDeviation.Deleted, "gone", Made),
        ["altered there"] = Done.Seen(RemoteDeviation.Altered, "other", Made),
        ["unwanted"] = Done.TakeBack(Made),
        ["unwanted, asked"] = Asked.TakeBack(Made),
        ["taken back"] = Done.TakeBack(Made).Ask(Made).TakenBack(new RemoteReference("R1", "1", null, null), Made),
    };

    private static readonly Dictionary<string, Func<AccountingRecord, AccountingRecord>> Steps = new(StringComparer.Ordinal)
    {
        ["ask"] = record => record.Ask(Now),
        ["pushed"] = record => record.Pushed(Twin, Now),
        ["matched"] = record => record.Matched(Twin, Now),
        ["taken back"] = record => record.TakenBack(new RemoteReference("R2", "1", null, null), Now),
        ["absent"] = record => record.FoundAbsent(Now),
        ["refused"] = record => record.Failed(Closed, Now.AddHours(1), Now),
        ["down"] = record => record.Failed(Down, Now.AddHours(1), Now),
        ["revoked"] = record => record.Failed(Revoked, Now.AddHours(1), Now),
        ["take back"] = record => record.TakeBack(Now),
        ["changed here"] = record => record.ChangedHere(Now),
        ["seen deleted"] = record => record.Seen(RemoteDeviation.Deleted, "gone", Now),
        ["seen as left"] = record => record.Seen(null, "", Now),
        ["push again"] = record => record.PushAgain(AccountingRecordId.New(Now), Now).Again,
    };

    /// <summary>State, step, and what it is afterwards: status, what is wanted, what is known, what is shown; or that nothing changed.</summary>
    public static TheoryData<string, string, string> Table => new()
    {
        { "wished", "ask", "Pending Present asked" },
        { "wished", "pushed", "Pending Present there" },
        { "wished", "matched", "Done Present there" },
        { "wished", "taken back", "same" },
        { "wished", "absent", "same" },
        { "wished", "refused", "Error Present PeriodClosed" },
        { "wished", "down", "Pending Present Unavailable later" },
        { "wished", "revoked", "same" },
        { "wished", "take back", "Done Reversed" },
        { "wished", "changed here", "Pending Present" },
        { "wished", "seen deleted", "same" },
        { "wished", "seen as left", "same" },
        { "wished", "push again", "Pending Present overwrites" },
        { "asked", "ask", "Pending Present asked" },
        { "asked", "pushed", "Done Present there" },
        { "asked", "matched", "same" },
        { "asked", "taken back", "same" },
        { "asked", "absent", "same" },
        { "asked", "refused", "Error Present PeriodClosed" },
        { "asked", "down", "Pending Present asked Unavailable later" },
        { "asked", "revoked", "same" },
        { "asked", "take back", "Pending Reversed asked" },
        { "asked", "changed here", "Pending Present" },
        { "asked", "seen deleted", "same" },
        { "asked", "seen as left", "same" },
        { "asked", "push again", "Pending Present asked overwrites" },
        { "done", "ask", "same" },
        { "done", "pushed", "same" },
        { "done", "matched", "same" },
        { "done", "taken back", "same" },
        { "done", "absent", "same" },
        { "done", "refused", "same" },
        { "done", "down", "same" },
        { "done", "revoked", "same" },
        { "done", "take back", "Pending Reversed there" },
        { "done", "changed here", "Pending Present there" },
        { "done", "seen deleted", "Error Present there Conflict" },
        { "done", "seen as left", "same" },
        { "done", "push again", "Pending Present there overwrites" },
        { "refused", "ask", "same" },
        { "refused", "pushed", "same" },
        { "refused", "matched", "same" },
        { "refused", "taken back", "same" },
        { "refused", "absent", "same" },
        { "refused", "refused", "same" },
        { "refused", "down", "same" },
        { "refused", "revoked", "same" },
        { "refused", "take back", "Done Reversed" },
        { "refused", "changed here", "Pending Present PeriodClosed" },
        { "refused", "seen deleted", "same" },
        { "refused", "seen as left", "same" },
        { "refused", "push again", "Pending Present PeriodClosed overwrites" },
        { "deleted there", "ask", "same" },
        { "deleted there", "pushed", "same" },
        { "deleted there", "matched", "same" },
        { "deleted there", "taken back", "same" },
        { "deleted there", "absent", "same" },
        { "deleted there", "refused", "same" },
        { "deleted there", "down", "same" },
        { "deleted there", "revoked", "same" },
        { "deleted there", "take back", "Done Reversed there" },
        { "deleted there", "changed here", "Pending Present there Conflict" },
        { "deleted there", "seen deleted", "Error Present there Conflict" },
        { "deleted there", "seen as left", "Done Present there" },
        { "deleted there", "push again", "Pending Present round 2" },
        { "altered there", "ask", "same" },
        { "altered there", "pushed", "same" },
        { "altered there", "matched", "same" },
        { "altered there", "taken back", "same" },
        { "altered there", "absent", "same" },
        { "altered there", "refused", "same" },
        { "altered there", "down", "same" },
        { "altered there", "revoked", "same" },
        { "altered there", "take back", "Pending Reversed there Conflict" },
        { "altered there", "changed here", "Pending Present there Conflict" },
        { "altered there", "seen deleted", "Error Present there Conflict" },
        { "altered there", "seen as left", "Done Present there" },
        { "altered there", "push again", "Pending Present round 2" },
        { "unwanted", "ask", "Pending Reversed there asked" },
        { "unwanted", "pushed", "Pending Reversed there" },
        { "unwanted", "matched", "same" },
        { "unwanted", "taken back", "Done Reversed there reversed" },
        { "unwanted", "absent", "same" },
        { "unwanted", "refused", "Error Reversed there PeriodClosed" },
        { "unwanted", "down", "Pending Reversed there Unavailable later" },
        { "unwanted", "revoked", "same" },
        { "unwanted", "take back", "same" },
        { "unwanted", "changed here", "same" },
        { "unwanted", "seen deleted", "same" },
        { "unwanted", "seen as left", "same" },
        { "unwanted", "push again", "Pending Reversed there" },
        { "unwanted, asked", "ask", "Pending Reversed asked" },
        { "unwanted, asked", "pushed", "Pending Reversed there" },
        { "unwanted, asked", "matched", "same" },
        { "unwanted, asked", "taken back", "same" },
        { "unwanted, asked", "absent", "Done Reversed" },
        { "unwanted, asked", "refused", "Error Reversed PeriodClosed" },
        { "unwanted, asked", "down", "Pending Reversed asked Unavailable later" },
        { "unwanted, asked", "revoked", "same" },
        { "unwanted, asked", "take back", "same" },
        { "unwanted, asked", "changed here", "same" },
        { "unwanted, asked", "seen deleted", "same" },
        { "unwanted, asked", "seen as left", "same" },
        { "unwanted, asked", "push again", "Pending Reversed asked" },
        { "taken back", "ask", "same" },
        { "taken back", "pushed", "same" },
        { "taken back", "matched", "same" },
        { "taken back", "taken back", "same" },
        { "taken back", "absent", "same" },
        { "taken back", "refused", "same" },
        { "taken back", "down", "same" },
        { "taken back", "revoked", "same" },
        { "taken back", "take back", "same" },
        { "taken back", "changed here", "same" },
        { "taken back", "seen deleted", "same" },
        { "taken back", "seen as left", "same" },
        { "taken back", "push again", "same" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_step_leads_where_the_table_says(string state, string step, string outcome)
    {
        var before = States[state];

        var after = Steps[step](before);

        Assert.Equal(outcome, after == before ? "same" : Say(after));
    }

    [Fact]
    public void The_table_has_every_state_and_every_step()
    {
        var told = Table.Select(row => $"{row.Data.Item1}/{row.Data.Item2}");

        Assert.Equal(States.Keys.SelectMany(state => Steps.Keys.Select(step => $"{state}/{step}")), told);
    }

    [Fact]
    public void What_was_altered_there_is_taken_back_by_a_record_of_its_own_when_it_is_pushed_again()
    {
        var (again, inTheWay) = States["altered there"].PushAgain(AccountingRecordId.New(Now), Now);

        Assert.Equal("Pending Reversed there", Say(inTheWay!));
        Assert.Equal((Done.Key(false), $"{Done.Key(false)}_2"), (inTheWay!.Key(false), again.Key(false)));
        Assert.NotEqual(inTheWay.Id, again.Id);
    }

    [Fact]
    public void A_vendor_that_was_deleted_there_keeps_its_key()
    {
        var vendor = Wish(AccountingObjectKind.Vendor).Ask(Made).Pushed(Twin, Made).Seen(RemoteDeviation.Deleted, "gone", Made);

        var again = vendor.PushAgain(AccountingRecordId.New(Now), Now).Again;

        Assert.Equal((vendor.Key(false), null), (again.Key(false), again.Remote));
    }

    [Theory]
    [InlineData(AccountingObjectKind.Vendor, 1, false, "biz_{0:n}")]
    [InlineData(AccountingObjectKind.Bill, 1, false, "pay_{0:n}")]
    [InlineData(AccountingObjectKind.Bill, 3, false, "pay_{0:n}_3")]
    [InlineData(AccountingObjectKind.PaymentRecord, 1, false, "trx_{0:n}")]
    [InlineData(AccountingObjectKind.PaymentRecord, 1, true, "trx_{0:n}_{1:n}")]
    [InlineData(AccountingObjectKind.PaymentRecord, 2, true, "trx_{0:n}_{1:n}_2")]
    public void A_key_says_what_it_is_and_which_round(AccountingObjectKind kind, int round, bool isShared, string key)
    {
        var record = Wish(kind) with { Round = round };

        Assert.Equal(string.Format(null, key, record.ObjectId, record.BillId), record.Key(isShared));
    }

    [Fact]
    public void A_change_here_during_a_call_is_not_ended_by_its_answer()
    {
        var vendor = Wish(AccountingObjectKind.Vendor).Ask(Made).ChangedHere(Now).Pushed(Twin, Now);

        Assert.Equal("Pending Present there", Say(vendor));
    }

    private static AccountingRecord Wish(AccountingObjectKind kind) => AccountingRecord.Wish(
        AccountingRecordId.New(Made), kind, Guid.CreateVersion7(Made), kind == AccountingObjectKind.PaymentRecord ? Guid.CreateVersion7(Made) : null, 1, null, Made);

    private static string Say(AccountingRecord record) => string.Join(
        ' ',
        new[]
        {
            $"{record.Status} {record.Wanted}",
            record.Remote is null ? null : "there",
            record.AskedAt is null ? null : "asked",
            record.ReversalId is null ? null : "reversed",
            record.Error is { } error ? $"{error.Fault}" : null,
            record.TryAt > Now ? "later" : null,
            record.Overwrites ? "overwrites" : null,
            record.Round == 1 ? null : $"round {record.Round}",
        }.OfType<string>());
}
