using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Tests.Networks;

/// <summary>Every state of a connection × every operation, the refused ones included.</summary>
public sealed class SteppingAConnection
{
    private static readonly DateTimeOffset Made = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Made.AddDays(1);
    private static readonly BusinessId Payer = BusinessId.New(Made);
    private static readonly BusinessId Payee = BusinessId.New(Made);
    private static readonly BusinessId Stranger = BusinessId.New(Made);
    private static readonly NetworkConnectionId Id = NetworkConnectionId.New(Made);
    private static readonly ConnectionSettings Net30 = new(30, null);

    private static readonly Dictionary<string, NetworkConnection> States = new()
    {
        ["pending, payer invited"] = NetworkConnection.Invited(Id, Payer, ConnectionRole.Payer, ConnectionSettings.None, Made),
        ["pending, payee invited"] = NetworkConnection.Invited(Id, Payee, ConnectionRole.Payee, ConnectionSettings.None, Made),
        ["active"] = NetworkConnection.Between(Id, Payer, Payee, ConnectionSettings.None, Made),
        ["archived by payer"] = NetworkConnection.Between(Id, Payer, Payee, ConnectionSettings.None, Made).Archive(ConnectionRole.Payer, Made),
        ["archived by payee"] = NetworkConnection.Between(Id, Payer, Payee, ConnectionSettings.None, Made).Archive(ConnectionRole.Payee, Made),
    };

    private static readonly Dictionary<string, Func<NetworkConnection, NetworkConnection>> Steps = new()
    {
        ["accept by payer"] = connection => connection.Accept(Payer, Now),
        ["accept by payee"] = connection => connection.Accept(Payee, Now),
        ["accept by stranger"] = connection => connection.Accept(Stranger, Now),
        ["archive by payer"] = connection => connection.Archive(ConnectionRole.Payer, Now),
        ["archive by payee"] = connection => connection.Archive(ConnectionRole.Payee, Now),
        ["restore by payer"] = connection => connection.Restore(ConnectionRole.Payer, Now),
        ["restore by payee"] = connection => connection.Restore(ConnectionRole.Payee, Now),
        ["set by payer"] = connection => connection.Set(ConnectionRole.Payer, Net30, Now),
        ["set by payee"] = connection => connection.Set(ConnectionRole.Payee, Net30, Now),
        ["use"] = connection =>
        {
            connection.RequireActive();
            return connection;
        },
    };

    // What each step comes to: a state and its facts, or the refusal. The columns follow the order of Steps.
    private static readonly Dictionary<string, string[]> Outcomes = new()
    {
        ["pending, payer invited"] =
        [
            "SelfConnection", "Active", "Active", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused",
            "Pending", "PayerOnly", "ConnectionNotActive",
        ],
        ["pending, payee invited"] =
        [
            "Active", "SelfConnection", "Active", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused",
            "Pending", "PayerOnly", "ConnectionNotActive",
        ],
        ["active"] =
        [
            "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "Archived", "Archived", "ConnectionStepRefused", "ConnectionStepRefused",
            "Active", "PayerOnly", "Active",
        ],
        ["archived by payer"] =
        [
            "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "Active", "ArchivedByOtherSide",
            "Archived", "PayerOnly", "ConnectionNotActive",
        ],
        ["archived by payee"] =
        [
            "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ConnectionStepRefused", "ArchivedByOtherSide", "Active",
            "Archived", "PayerOnly", "ConnectionNotActive",
        ],
    };

    public static TheoryData<string, string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string, string>();
            foreach (var (state, outcomes) in Outcomes)
            {
                foreach (var (step, outcome) in Steps.Keys.Zip(outcomes, (step, outcome) => (step, outcome)))
                {
                    table.Add(state, step, outcome);
                }
            }

            return table;
        }
    }

    [Fact]
    public void The_table_is_whole()
    {
        Assert.Equal(States.Keys.Order(), Outcomes.Keys.Order());
        Assert.All(Outcomes.Values, outcomes => Assert.Equal(Steps.Count, outcomes.Length));
        Assert.Equal(Enum.GetValues<NetworkConnectionStatus>(), States.Values.Select(state => state.Status).Distinct());
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_step_from_every_state_comes_to_what_the_table_says(string state, string step, string outcome)
    {
        var before = States[state];
        string actual;
        try
        {
            var after = Steps[step](before);
            actual = $"{after.Status}";
            RequireSound(before, after);
        }
        catch (RefusedException refused)
        {
            actual = $"{refused.Refusal}";
        }

        Assert.Equal(outcome, actual);
    }

    [Fact]
    public void Accepting_fills_the_open_side_only()
    {
        var accepted = States["pending, payee invited"].Accept(Stranger, Now);

        Assert.Equal((Stranger, Payee), (accepted.PayerId, accepted.PayeeId));
        Assert.Equal((Made, Now), (accepted.CreatedAt, accepted.UpdatedAt));
    }

    [Fact]
    public void Archiving_remembers_who_and_when_and_restoring_forgets_both()
    {
        var archived = States["active"].Archive(ConnectionRole.Payee, Now);
        var restored = archived.Restore(ConnectionRole.Payee, Now);

        Assert.Equal((ConnectionRole.Payee, Now), (archived.ArchivedBy, archived.ArchivedAt));
        Assert.Equal(States["active"] with { UpdatedAt = Now }, restored);
    }

    [Fact]
    public void Settings_are_replaced_whole_and_nothing_else_changes()
    {
        Assert.Equal(States["active"] with { Settings = Net30, UpdatedAt = Now }, States["active"].Set(ConnectionRole.Payer, Net30, Now));
    }

    [Fact]
    public void A_business_is_not_connected_with_itself()
    {
        var refused = Assert.Throws<RefusedException>(() => NetworkConnection.Between(Id, Payer, Payer, ConnectionSettings.None, Now));

        Assert.Equal(Refusal.SelfConnection, refused.Refusal);
    }

    [Fact]
    public void A_business_has_the_role_of_the_side_it_stands_on()
    {
        Assert.Equal(ConnectionRole.Payer, States["active"].RoleOf(Payer));
        Assert.Equal(ConnectionRole.Payee, States["active"].RoleOf(Payee));
        Assert.Null(States["active"].RoleOf(Stranger));
        Assert.Null(States["pending, payer invited"].RoleOf(Payee));
    }

    // What the database's constraints say a second time.
    private static void RequireSound(NetworkConnection before, NetworkConnection after)
    {
        Assert.Equal((before.Id, before.CreatedAt), (after.Id, after.CreatedAt));
        Assert.Equal(after.Status == NetworkConnectionStatus.Pending, after.PayerId is null || after.PayeeId is null);
        Assert.NotEqual(after.PayerId, after.PayeeId);
        Assert.Equal(after.Status == NetworkConnectionStatus.Archived, after.ArchivedBy is not null);
        Assert.Equal(after.ArchivedBy is null, after.ArchivedAt is null);
    }
}
