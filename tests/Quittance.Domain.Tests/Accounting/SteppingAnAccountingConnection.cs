using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;

namespace Quittance.Domain.Tests.Accounting;

/// <summary>Every state of an accounting connection × every operation, the refused ones included.</summary>
public sealed class SteppingAnAccountingConnection
{
    private static readonly DateTimeOffset Made = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Made.AddDays(30);
    private static readonly AccountingCompany Books = new("7", "Books Ltd", null, null, "EUR", null);
    private static readonly AccountingCompany Others = new("8", "Others Ltd", null, null, "EUR", null);
    private static readonly AccountingConnectionFault Revoked = new(AccountingFault.Deauthorized, "Revoked.", "401", Made);
    private static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string> { ["database"] = "books" };

    private static readonly AccountingConnection Fresh = AccountingConnection.Begin(AccountingConnectionId.New(Made), BusinessId.New(Made), null, Made);
    private static readonly AccountingConnection Working = Fresh.Connect("journal", Settings, Books, Made);

    public static TheoryData<string, string, string> Table => new()
    {
        // state, step, outcome
        { "pending_auth", "connect", "Connected" },
        { "pending_auth", "connect another company", "Connected" },
        { "pending_auth", "connect another system", "Connected" },
        { "pending_auth", "deauthorize", "PendingAuth" },
        { "pending_auth", "disconnect", "Disconnected" },
        { "pending_auth", "renew the link", "PendingAuth" },
        { "pending_auth", "require connected", "refused" },
        { "connected", "connect", "Connected" },
        { "connected", "connect another company", "refused" },
        { "connected", "connect another system", "refused" },
        { "connected", "deauthorize", "Deauthorized" },
        { "connected", "disconnect", "Disconnected" },
        { "connected", "renew the link", "Connected" },
        { "connected", "require connected", "Connected" },
        { "deauthorized", "connect", "Connected" },
        { "deauthorized", "connect another company", "refused" },
        { "deauthorized", "connect another system", "refused" },
        { "deauthorized", "deauthorize", "Deauthorized" },
        { "deauthorized", "disconnect", "Disconnected" },
        { "deauthorized", "renew the link", "Deauthorized" },
        { "deauthorized", "require connected", "refused" },
        { "disconnected", "connect", "refused" },
        { "disconnected", "connect another company", "refused" },
        { "disconnected", "connect another system", "refused" },
        { "disconnected", "deauthorize", "Disconnected" },
        { "disconnected", "disconnect", "Disconnected" },
        { "disconnected", "renew the link", "refused" },
        { "disconnected", "require connected", "refused" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_step_from_every_state_comes_to_what_the_table_says(string state, string step, string outcome)
    {
        var before = In(state);
        string actual;
        try
        {
            actual = $"{Step(before, step).Status}";
        }
        catch (RefusedException refused)
        {
            Assert.Equal(Refusal.AccountingConnectionStepRefused, refused.Refusal);
            actual = "refused";
        }

        Assert.Equal(outcome, actual);
    }

    [Theory]
    [InlineData("pending_auth", "deauthorize")]
    [InlineData("deauthorized", "deauthorize")]
    [InlineData("disconnected", "deauthorize")]
    [InlineData("disconnected", "disconnect")]
    public void A_step_that_leads_nowhere_changes_nothing(string state, string step) => Assert.Same(In(state), Step(In(state), step));

    [Fact]
    public void The_table_has_every_state()
    {
        Assert.Equal(
            Enum.GetValues<AccountingConnectionStatus>().Order(),
            Table.Select(row => In(row.Data.Item1).Status).Distinct().Order());
    }

    [Fact]
    public void Connecting_again_keeps_the_first_time_so_that_bills_from_before_stay_out_and_those_since_stay_in()
    {
        var again = Working.Deauthorize(Revoked, Now).Connect("journal", Settings, Books, Now);

        Assert.Equal((Made, null, Now), (again.ConnectedAt, again.Fault, again.UpdatedAt));
    }

    [Fact]
    public void A_platform_that_was_named_at_the_start_is_the_only_one()
    {
        var named = AccountingConnection.Begin(Fresh.Id, Fresh.BusinessId, "xero", Made);

        Assert.Throws<RefusedException>(() => named.Connect("journal", Settings, Books, Now));
        Assert.Equal("xero", named.Connect("xero", Settings, Books, Now).Platform);
    }

    [Fact]
    public void The_link_serves_once_and_again_when_it_is_needed_again()
    {
        Assert.True(Fresh.IsLinkOpenAt(Made + AccountingConnection.LinkLifetime - TimeSpan.FromTicks(1)));
        Assert.False(Fresh.IsLinkOpenAt(Made + AccountingConnection.LinkLifetime));
        Assert.False(Working.IsLinkOpenAt(Made));
        Assert.True(Working.Deauthorize(Revoked, Now).IsLinkOpenAt(Now));
        Assert.True(Working.RenewLink(Now).IsLinkOpenAt(Now));
        Assert.False(Fresh.Disconnect(Made).IsLinkOpenAt(Made));
    }

    [Fact]
    public void A_fault_says_what_happened_and_what_to_do() =>
        Assert.Equal("Revoked. Open connection_url and allow the connection again in the accounting system.", Revoked.Text);

    private static AccountingConnection In(string state) => States[state];

    private static readonly Dictionary<string, AccountingConnection> States = new(StringComparer.Ordinal)
    {
        ["pending_auth"] = Fresh,
        ["connected"] = Working,
        ["deauthorized"] = Working.Deauthorize(Revoked, Made),
        ["disconnected"] = Working.Disconnect(Made),
    };

    private static AccountingConnection Step(AccountingConnection connection, string step)
    {
        switch (step)
        {
            case "connect":
                return connection.Connect("journal", Settings, Books, Now);
            case "connect another company":
                return connection.Connect("journal", Settings, Others, Now);
            case "connect another system":
                return connection.Connect("xero", Settings, Books, Now);
            case "deauthorize":
                return connection.Deauthorize(Revoked, Now);
            case "disconnect":
                return connection.Disconnect(Now);
            case "renew the link":
                return connection.RenewLink(Now);
            default:
                connection.RequireConnected();
                return connection;
        }
    }
}
