using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The steps of an accounting connection that several operations take, each with all that belongs to it.</summary>
internal static class AccountingConnectionSteps
{
    /// <summary>How the Accounting dialect calls the object.</summary>
    public const string ObjectType = "accounting_connection";

    /// <summary>Stores what the system has just accepted: the connection works from this commit on, and a synchronisation begins.</summary>
    /// <param name="link">The <c>connection_url</c> that it was done with and that is spent by it; null for a caller who needs none.</param>
    public static async Task<AccountingConnection> ConnectAccountingAsync(
        this TenantSession session, Actor actor, AccountingConnectionId id, BusinessId business, ProvenAccounting proven, Token? link, DateTimeOffset now, CancellationToken cancel)
    {
        var before = await session.AccountingConnections.LockAsync(id, business, cancel);
        if (link is not null)
        {
            before.RequireLink(now);
        }

        var after = before.Connect(proven.Platform, proven.Settings, proven.Company, now);
        await session.AccountingConnections.UpdateAsync(after, cancel);
        await session.AccountingSecrets.SetSecretsAsync(id, proven.Secrets, cancel);
        if (proven.Grant is { } grant)
        {
            await session.AccountingSecrets.SetTokensAsync(id, grant, cancel);
        }

        if (before.ConnectedAt is null)
        {
            await session.AccountingConnections.TakeOverAsync(after, cancel);
            await session.CatchUpAsync(after, now, cancel);
        }

        if (before.Status == AccountingConnectionStatus.Connected)
        {
            session.Audit.Add(actor, $"{ObjectType}.credentials_changed", $"{id}", AccountingConnectionEvent.Of(before), AccountingConnectionEvent.Of(after));
        }
        else
        {
            session.Tell(actor, "connected", before, after, $"The books of {proven.Company.Name} are connected.");
        }

        await session.AskForSyncAsync(id, now, cancel);
        return await session.AccountingConnections.GetAsync(id, cancel);
    }

    /// <summary>The system does not take the credentials any more. Nothing happens to a connection that is not connected.</summary>
    public static async Task DeauthorizeAccountingAsync(
        this TenantSession session, Actor actor, AccountingConnectionId id, AccountingConnectionFault fault, DateTimeOffset now, CancellationToken cancel)
    {
        var before = await session.AccountingConnections.LockAsync(id, cancel);
        var after = before.Deauthorize(fault, now);
        if (after != before)
        {
            await session.AccountingConnections.UpdateAsync(after, cancel);
            await session.DropJobAsync(SyncJob.Kind, id.Value, cancel);
            session.Tell(actor, "deauthorized", before, after, $"The accounting system does not accept the connection any more: {fault.Message}");
        }
    }

    /// <summary>Writes down a step for the audit log, for events and for subscribers.</summary>
    /// <param name="action">As the dialect's webhooks name it, which is the status that the step leads to.</param>
    public static void Tell(
        this TenantSession session, Actor actor, string action, AccountingConnection? before, AccountingConnection after, string description)
    {
        session.Audit.Add(actor, $"{ObjectType}.{action}", $"{after.Id}", before is null ? null : AccountingConnectionEvent.Of(before), AccountingConnectionEvent.Of(after));
        session.Events.Add($"{ObjectType}.{action}", after.Id.Value, AccountingConnectionEvent.Of(after));
        session.Notices.Add(after.BusinessId, ObjectType, action, after.Id.Value, description);
    }

    /// <summary>Asks for the books to be read and everything to be pushed; a run in progress is followed by one more.</summary>
    public static async Task AskForSyncAsync(this TenantSession session, AccountingConnectionId id, DateTimeOffset now, CancellationToken cancel)
    {
        await session.AccountingSyncs.ForceAsync(id, now, cancel);
        await session.AddJobAsync(SyncJob.Kind, id.Value, id, now, now, cancel);
    }
}

/// <summary>What the audit log and subscribers learn of an accounting connection; no settings, which may name addresses and users.</summary>
internal sealed record AccountingConnectionEvent(string Id, string BusinessId, string Status, string? Platform, string? Company, string? Fault)
{
    public static AccountingConnectionEvent Of(AccountingConnection connection) => new(
        $"{connection.Id}", $"{connection.BusinessId}", Words.Of(connection.Status), connection.Platform, connection.Company?.Name, connection.Fault?.Message);
}
