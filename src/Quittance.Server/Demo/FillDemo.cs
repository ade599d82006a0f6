using System.Globalization;
using System.Text;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Server.Hosting;
using Quittance.Server.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Demo;

/// <summary>Fills an empty organization with something to look at: every state of connections, bills and payments. It does so through the operations that everybody uses.</summary>
internal sealed class FillDemo(
    MakeDemoNetwork makeNetwork, WriteDemoBills writeBills, ImportDocument import, ArchiveConnection archive, CreateUser createUser, RunJobs jobs, ServerOptions options,
    TimeProvider clock)
{
    private const string DocumentName = "encres-du-rhone.xml";
    private const string DocumentIssued = "2026-01-15";
    private const string DocumentDue = "2026-02-14";
    private const int DocumentDaysAgo = 5;

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the sandbox to settle the earlier payments, unless it was told to take longer than some seconds.</summary>
    public async Task<IReadOnlyList<DemoBusiness>> RunAsync(Caller caller, CancellationToken cancel)
    {
        var approver = await MemberAsync(caller, "nora.keller@demo.example", "Nora Keller", "Approver", cancel);
        var payer = await MemberAsync(caller, "hugo.martin@demo.example", "Hugo Martin", "Payer", cancel);
        var network = await makeNetwork.RunAsync(caller, cancel);
        await ImportAsync(caller, network, cancel);
        var bills = DemoBill.All.ToLookup(bill => bill.Fate == InvoiceStatus.Paying);

        await writeBills.RunAsync(caller, approver, payer, network, bills[false], cancel);
        await RunJobsAsync(caller.Organization, cancel);
        if (options.SandboxSettlement <= WaitMax)
        {
            await Task.Delay(options.SandboxSettlement + ClockStep, clock, cancel);
            await RunJobsAsync(caller.Organization, cancel);
        }

        await archive.RunAsync(caller, network.Connections[(DemoParty.Atelier, DemoParty.Papier)], network.Businesses[DemoParty.Atelier], cancel);
        await writeBills.RunAsync(caller, approver, payer, network, bills[true], cancel);
        await RunJobsAsync(caller.Organization, cancel);
        return [.. network.Businesses.Select(business => new DemoBusiness($"{business.Value}", business.Key.Content.Name, business.Key.Content.Address!.Country)).Reverse()];
    }

    private async Task<Caller> MemberAsync(Caller caller, string email, string name, string role, CancellationToken cancel)
    {
        var member = (await createUser.RunAsync(caller, email, name, new RoleChoice(null, role), null, cancel)).Member;
        return caller with
        {
            PrincipalId = member.Id.Value,
            UserId = member.Id.Value,
            Label = $"user:{member.User.Email}",
            Permissions = member.Role.Permissions.ToHashSet(StringComparer.Ordinal),
        };
    }

    private async Task ImportAsync(Caller caller, DemoNetwork network, CancellationToken cancel)
    {
        await using var resource = typeof(FillDemo).Assembly.GetManifestResourceStream($"demo/{DocumentName}")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var text = (await reader.ReadToEndAsync(cancel))
            .Replace(DocumentIssued, Text(today.AddDays(-DocumentDaysAgo)), StringComparison.Ordinal)
            .Replace(DocumentDue, Text(today.AddDays(DemoBill.TermsDays - DocumentDaysAgo)), StringComparison.Ordinal);

        var result = (await import.RunAsync(caller, network.Businesses[DemoParty.Atelier], DocumentName, Encoding.UTF8.GetBytes(text), cancel)).Single();
        if (result.Outcome != IntakeOutcome.Created)
        {
            throw new InvalidOperationException($"The demo's own document is {result.Outcome}: {string.Join("; ", result.Faults)}");
        }
    }

    private async Task RunJobsAsync(OrganizationId organization, CancellationToken cancel)
    {
        while (await jobs.RunOnceAsync(organization, cancel) > 0)
        {
            // A job may have asked for another.
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A business of the demo.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
internal sealed record DemoBusiness(string Id, string Name, string Country);
