using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Puts a connection into the schedule or takes it out, as it is active or not.</summary>
internal static class ScheduleInvoiceConnection
{
    public static async Task ScheduleAsync(
        this TenantSession session, InvoiceConnection connection, InvoiceProviders providers, DateTimeOffset now, CancellationToken cancel)
    {
        if (!connection.IsActive)
        {
            await session.DropJobAsync(PollInvoiceConnections.JobKind, connection.Id.Value, cancel);
            return;
        }

        await session.ProviderBills.ResumeAsync(connection.Id, now, cancel);
        if (providers.CanPoll(connection))
        {
            await session.AddJobAsync(PollInvoiceConnections.JobKind, connection.Id.Value, connection.Id, now, now, cancel);
        }
        else
        {
            await session.DropJobAsync(PollInvoiceConnections.JobKind, connection.Id.Value, cancel);
        }
    }
}
