using System.Security.Cryptography;
using Quittance.Connectors.Documents;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Takes in one delivered bill: keeps its bytes, finds its supplier, makes the invoice, and pays it where the rules allow.</summary>
/// <remarks>The same bytes twice change nothing, except that a bill without a supplier is matched again.</remarks>
internal sealed class ImportDocument(Database database, TimeProvider clock)
{
    public async Task<ImportResult> RunAsync(Caller caller, BusinessId business, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var reading = EInvoiceReader.Read(content);
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        var documents = session.Documents;
        var sha256 = SHA256.HashData(content.Span);
        await documents.HoldAsync(business, sha256, cancel);

        var earlier = await documents.FindAsync(business, sha256, cancel);
        if (earlier is { InvoiceId: { } known })
        {
            return new ImportResult(fileName, earlier.Id, known, IntakeOutcome.Duplicate, earlier.Faults);
        }

        var id = earlier?.Id ?? IntakeDocumentId.New(clock.GetUtcNow());
        if (earlier is null)
        {
            await documents.AddAsync(id, business, fileName, sha256, content, clock.GetUtcNow(), cancel);
        }

        var result = await TakeInAsync(session, caller, business, new ImportResult(fileName, id, null, IntakeOutcome.Faulty, reading.Faults), reading, cancel);
        session.Audit.Add(caller.Actor, "document.imported", $"{id}", earlier, new { fileName, result.Outcome, result.InvoiceId });
        session.Events.Add("document.imported", id.Value, new { id = id.Value, result.Outcome, result.InvoiceId });
        await session.CommitAsync(cancel);
        return result;
    }

    private async Task<ImportResult> TakeInAsync(
        TenantSession session, Caller caller, BusinessId business, ImportResult result, EInvoiceReading reading, CancellationToken cancel)
    {
        if (reading is not EInvoiceReading.Read { Invoice: var document })
        {
            return await SaveAsync(session, result, [], cancel);
        }

        if (BillOfEInvoice.Read(document, out var faults) is not { } bill)
        {
            return await SaveAsync(session, result with { Faults = [.. result.Faults, .. faults] }, [], cancel);
        }

        var match = SupplierMatch.Find(await session.Documents.SuppliersOfAsync(business, cancel), SellerNumbers.Of(document.Seller));
        if (match.Supplier is not { } supplier)
        {
            return await SaveAsync(session, result with { Outcome = IntakeOutcome.Unmatched }, match.Candidates, cancel);
        }

        if (await session.Invoices.FindByNumberAsync(supplier.ConnectionId, bill.Details.Number!, cancel) is { } there)
        {
            return await SaveAsync(session, result with { Outcome = IntakeOutcome.Duplicate, InvoiceId = there }, match.Candidates, cancel);
        }

        var invoice = await MakeInvoiceAsync(session, caller, result, supplier, document, bill, cancel);
        return await SaveAsync(session, result with { Outcome = IntakeOutcome.Created, InvoiceId = invoice }, match.Candidates, cancel);
    }

    private async Task<InvoiceId> MakeInvoiceAsync(
        TenantSession session, Caller caller, ImportResult result, SupplierCandidate supplier, EInvoice document, BillOfEInvoice bill, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var connection = (await session.Connections.LockAsync(supplier.ConnectionId, cancel)).Connection;
        var (destination, account) = await TakeAccountAsync(session, supplier, document, now, cancel);
        var id = InvoiceId.New(now);

        var invoice = Invoice.Draft(id, connection, ConnectionRole.Payee, bill.Amount, bill.DueDate, bill.Details, now).Submit(ConnectionRole.Payee, now);

        await session.Invoices.AddAsync(invoice, cancel);
        var duplicate = await session.FindDuplicateAsync(invoice, cancel);
        await session.Invoices.SetOriginAsync(id, result.DocumentId.Value, destination?.Id, account, duplicate, cancel);
        session.TellOfInvoice(caller.Actor, "submitted", null, invoice);
        await BothSides.MirrorInvoiceAsync(session, caller.Actor, "submitted", null, invoice, cancel);

        var decided = await session.ApproveByRuleAsync(invoice, connection.Settings.AutoApproval, DoubtOf(result.Faults), now, cancel);
        if (decided.Status == InvoiceStatus.Approved)
        {
            await PayAsync(session, decided, destination, now, cancel);
        }

        return id;
    }

    // A bill whose own sums disagree may ask for more than it explains: no rule pays it.
    private static string? DoubtOf(IReadOnlyList<DocumentFault> faults) =>
        faults.FirstOrDefault(EInvoiceRules.IsAboutSums) is { } fault ? $"its amounts do not add up ({fault.Rule})" : null;

    /// <summary>Schedules what the rule approved. The first account that a supplier's bill names becomes the known one, so that another is a change.</summary>
    private static async Task PayAsync(TenantSession session, Invoice approved, PaymentMethod? destination, DateTimeOffset now, CancellationToken cancel)
    {
        if (destination is not null)
        {
            await session.PaymentMethods.ConfirmAsync(destination.Id, now, cancel);
        }

        var row = await session.Invoices.GetAsync(approved.Id, cancel);
        await session.SchedulePaymentAsync(ApproveByRule.Rule, row, null, ClearingSpeed.Standard, approved.DueDate, null, now, cancel);
    }

    /// <summary>Keeps the account that the bill names as one of the supplier's, unconfirmed, and compares it with those that are known.</summary>
    private static async Task<(PaymentMethod? Destination, BankAccountEvidence Evidence)> TakeAccountAsync(
        TenantSession session, SupplierCandidate supplier, EInvoice document, DateTimeOffset now, CancellationToken cancel)
    {
        var means = document.PaymentMeans.FirstOrDefault(means => means.Account is not null);
        if (means is null)
        {
            return (null, BankAccountEvidence.None);
        }

        var iban = Iban.TryParse(means.Account, out var parsed) ? parsed : null;
        var (known, evidence) = await session.PaymentMethods.CompareAsync(supplier.BusinessId, iban?.Unmask() ?? means.Account, cancel);
        if (known is not null || iban is null)
        {
            return (known, evidence);
        }

        var method = new PaymentMethod(
            PaymentMethodId.New(now), supplier.BusinessId, PaymentMethodKind.BankAccount, means.AccountName ?? supplier.Name, BankAccountFormat.Iban, null, null,
            iban.LastFour, IsConfirmed: false, IsFrozen: false, now, now);
        return (await session.PaymentMethods.AddAsync(method, iban.Unmask(), cancel), evidence);
    }

    private static async Task<ImportResult> SaveAsync(
        TenantSession session, ImportResult result, IReadOnlyList<SupplierCandidate> candidates, CancellationToken cancel)
    {
        await session.Documents.SetOutcomeAsync(result, candidates, cancel);
        return result;
    }
}

/// <summary>What became of one file.</summary>
internal sealed record ImportResult(
    string File, IntakeDocumentId DocumentId, InvoiceId? InvoiceId, IntakeOutcome Outcome, IReadOnlyList<DocumentFault> Faults);
