using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Tests.Networks;

/// <summary>Every state of an invitation × every operation, the refused ones included.</summary>
public sealed class SteppingAnInvitation
{
    private static readonly DateTimeOffset Sent = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset InTime = Sent + Invitation.Lifetime - TimeSpan.FromTicks(1);
    private static readonly DateTimeOffset TooLate = Sent + Invitation.Lifetime;

    private static readonly Invitation Fresh = Invitation.To(
        "a@example.test", InvitationId.New(Sent), BusinessId.New(Sent), ConnectionRole.Payer, NetworkConnectionId.New(Sent), Sent);

    public static TheoryData<string, string, string> Table => new()
    {
        // state, step, outcome
        { "pending", "accept", "Accepted" },
        { "pending", "decline", "Declined" },
        { "pending", "cancel", "Canceled" },
        { "pending", "resend", "Pending" },
        { "expired", "accept", "refused: expired" },
        { "expired", "decline", "refused: expired" },
        { "expired", "cancel", "Canceled" },
        { "expired", "resend", "Pending" },
        { "accepted", "accept", "refused: accepted" },
        { "accepted", "decline", "refused: accepted" },
        { "accepted", "cancel", "refused: accepted" },
        { "accepted", "resend", "refused: accepted" },
        { "declined", "accept", "refused: declined" },
        { "declined", "decline", "refused: declined" },
        { "declined", "cancel", "refused: declined" },
        { "declined", "resend", "refused: declined" },
        { "canceled", "accept", "refused: canceled" },
        { "canceled", "decline", "refused: canceled" },
        { "canceled", "cancel", "refused: canceled" },
        { "canceled", "resend", "refused: canceled" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_step_from_every_state_comes_to_what_the_table_says(string state, string step, string outcome)
    {
        var (invitation, now) = state switch
        {
            "pending" => (Fresh, InTime),
            "expired" => (Fresh, TooLate),
            "accepted" => (Fresh.Accept(Sent), InTime),
            "declined" => (Fresh.Decline(Sent), InTime),
            _ => (Fresh.Cancel(), InTime),
        };

        string actual;
        try
        {
            var after = step switch
            {
                "accept" => invitation.Accept(now),
                "decline" => invitation.Decline(now),
                "cancel" => invitation.Cancel(),
                _ => invitation.Resend(now),
            };
            actual = $"{after.StatusAt(now)}";
            Assert.Equal(invitation with { Status = after.Status, ExpiresAt = after.ExpiresAt }, after);
        }
        catch (RefusedException refused)
        {
            Assert.Equal(Refusal.InvitationNotOpen, refused.Refusal);
            Assert.Contains(state, refused.Message, StringComparison.Ordinal);
            actual = $"refused: {state}";
        }

        Assert.Equal(outcome, actual);
    }

    [Fact]
    public void The_table_has_every_status_and_every_step()
    {
        var rows = Table.Select(row => row.Data).ToList();

        Assert.Equal(
            Enum.GetNames<InvitationStatus>().Select(name => name.ToUpperInvariant()).Order(), rows.Select(row => row.Item1.ToUpperInvariant()).Distinct().Order());
        Assert.All(rows.GroupBy(row => row.Item1), group => Assert.Equal(4, group.Select(row => row.Item2).Distinct().Count()));
    }

    [Fact]
    public void It_is_open_until_the_last_tick_of_its_lifetime()
    {
        Assert.Equal(InvitationStatus.Pending, Fresh.StatusAt(InTime));
        Assert.Equal(InvitationStatus.Expired, Fresh.StatusAt(TooLate));
    }

    [Fact]
    public void What_was_answered_does_not_expire()
    {
        Assert.Equal(InvitationStatus.Accepted, Fresh.Accept(Sent).StatusAt(TooLate));
    }

    [Fact]
    public void Resending_gives_the_full_lifetime_again()
    {
        Assert.Equal(TooLate + Invitation.Lifetime, Fresh.Resend(TooLate).ExpiresAt);
    }

    [Fact]
    public void Who_is_invited_takes_the_other_side()
    {
        Assert.Equal(ConnectionRole.Payee, Fresh.InviteeRole);
        Assert.Equal(ConnectionRole.Payer, (Fresh with { InviterRole = ConnectionRole.Payee }).InviteeRole);
    }
}
