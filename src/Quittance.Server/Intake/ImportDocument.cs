using Quittance.Connectors.Documents;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Accounting;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Takes in a delivered bill: keeps its bytes, finds its supplier, makes the invoice, and pays it where the rules allow.</summary>
/// <remarks>The same bytes twice change nothing, except that a bill without a supplier is matched again.</remarks>
internal sealed class ImportDocument(Database database, TimeProvider clock)
{
    private static readonly DocumentFault PaidAtProvider =
        new("paid_at_provider", "Its provider says that the bill is paid or being paid through itself, so it is not paid here.", null);

    /// <summary>One file that somebody sends: a document, or a package of documents, each of which is committed by itself.</summary>
    public async Task<IReadOnlyList<ImportResult>> RunAsync(Caller caller, BusinessId business, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var results = new List<ImportResult>();
        foreach (var document in DeliveredDocument.Unpack(fileName, content))
        {
            var reading = document.Read();
            results.Add(await Retrying.RunAsync(() => CommitAsync(caller, business, document, reading, cancel)));
        }

        return results;
    }

    private async Task<ImportResult> CommitAsync(Caller caller, BusinessId business, DeliveredDocument document, EInvoiceReading reading, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.HoldAsync(business, cancel);
        var result = await TakeInAsync(session, caller.Actor, business, document, reading, cancel);
        await session.CommitAsync(cancel);
        return result;
    }

    /// <summary>Keeps a document and makes of it what can be made, in the caller's session.</summary>
    /// <param name="reading">What <see cref="DeliveredDocument.Read"/> said, which takes too long to be asked inside a session.</param>
    public async Task<ImportResult> TakeInAsync(
        TenantSession session, Actor actor, BusinessId business, DeliveredDocument document, EInvoiceReading reading, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var sha256 = document.Sha256();
        await session.Documents.HoldAsync(business, sha256, cancel);
        var earlier = await session.Documents.LockAsync(business, sha256, cancel);
        if (earlier is { Outcome: not IntakeOutcome.Unmatched and not IntakeOutcome.Faulty })
        {
            return new ImportResult(document.FileName, earlier.Id, earlier.InvoiceId, IntakeOutcome.Duplicate, earlier.Faults);
        }

        var id = earlier?.Id ?? IntakeDocumentId.New(now);
        if (earlier is null)
        {
            await session.Documents.AddAsync(id, business, document, sha256, now, cancel);
            if (document.Origin is not null)
            {
                await session.ReportBillStatusAsync(actor, id, BillStatus.Received, null, null, null, now, cancel);
            }
        }

        var says = (reading as EInvoiceReading.Read)?.Invoice;
        var chosen = document.Origin is { } origin && says is not null ? await session.Documents.FindChosenAsync(origin, says.Seller, cancel) : null;
        return await SettleAsync(
            session, actor, business, new ImportResult(document.FileName, id, null, IntakeOutcome.Faulty, reading.Faults), earlier, says, chosen, document.IsSettled,
            cancel);
    }

    /// <summary>Decides again about a document that has no supplier yet, whose row is locked.</summary>
    /// <param name="chosen">The supplier that a person chose; null to look for one.</param>
    public Task<ImportResult> MatchAgainAsync(
        TenantSession session, Actor actor, DocumentRow row, EInvoice says, SupplierCandidate? chosen, CancellationToken cancel) =>
        SettleAsync(session, actor, row.BusinessId, new ImportResult(row.FileName, row.Id, null, IntakeOutcome.Faulty, row.Faults), row, says, chosen, false, cancel);

    private async Task<ImportResult> SettleAsync(
        TenantSession session, Actor actor, BusinessId business, ImportResult result, DocumentRow? before, EInvoice? says, SupplierCandidate? chosen, bool isSettled,
        CancellationToken cancel)
    {
        var match = says is null ? SupplierMatch.None : await FindSupplierAsync(session, business, says, chosen, cancel);
        result = says is null ? result
            : isSettled ? result with { Outcome = IntakeOutcome.Settled, Faults = [.. result.Faults, PaidAtProvider] }
            : await JudgeAsync(session, actor, await WithBuyerAsync(session, business, result, says, cancel), says, match, cancel);

        // As late as can be: whoever follows the list by updated_at must not find a row before one that it has seen.
        var now = clock.GetUtcNow();
        await session.Documents.SettleAsync(result, says, match, now, cancel);
        if (before?.Outcome != result.Outcome)
        {
            session.Audit.Add(actor, "document.imported", $"{result.DocumentId}", before, new { result.File, result.Outcome, result.InvoiceId, MatchedBy = match.Rule });
            session.Events.Add("document.imported", result.DocumentId.Value, new { id = result.DocumentId.Value, result.Outcome, result.InvoiceId });
        }

        // A supplier that is being connected right now was not seen above, and its own request for matching does not see this document.
        if (result.Outcome == IntakeOutcome.Unmatched)
        {
            await session.AskToMatchAsync(business, now, cancel);
        }

        return result;
    }

    private static async Task<ImportResult> WithBuyerAsync(TenantSession session, BusinessId business, ImportResult result, EInvoice says, CancellationToken cancel)
    {
        var own = (await session.Businesses.GetAsync(business, cancel)).Business.Numbers;
        var other = result.Faults.Where(fault => fault.Rule != WrongBuyer.Rule);
        return result with { Faults = WrongBuyer.Find(own, PartyNumbers.Of(says.Buyer)) is { } wrong ? [wrong, .. other] : [.. other] };
    }

    private static async Task<SupplierMatch> FindSupplierAsync(
        TenantSession session, BusinessId business, EInvoice document, SupplierCandidate? chosen, CancellationToken cancel) => chosen is not null
        ? new SupplierMatch(chosen, SupplierMatchRule.Manual, [chosen])
        : SupplierMatch.Find(await session.Documents.SuppliersOfAsync(business, cancel), PartyNumbers.Of(document.Seller));

    private async Task<ImportResult> JudgeAsync(
        TenantSession session, Actor actor, ImportResult result, EInvoice document, SupplierMatch match, CancellationToken cancel)
    {
        var bill = BillOfEInvoice.Read(document, out var faults);
        if (bill is null)
        {
            return result with { Faults = [.. result.Faults, .. faults], Outcome = OutcomeWithoutBill(document, faults) };
        }

        if (match.Supplier is not { } supplier)
        {
            return result with { Outcome = IntakeOutcome.Unmatched };
        }

        if (await session.Invoices.FindByNumberAsync(supplier.ConnectionId, bill.Details.Number!, cancel) is { } there)
        {
            return result with { Outcome = IntakeOutcome.Duplicate, InvoiceId = there };
        }

        return result with { Outcome = IntakeOutcome.Created, InvoiceId = await MakeInvoiceAsync(session, actor, result, supplier, document, bill, cancel) };
    }

    private static IntakeOutcome OutcomeWithoutBill(EInvoice document, IReadOnlyList<DocumentFault> faults) =>
        document.IsCreditNote ? IntakeOutcome.CreditNote
        : faults.All(fault => fault.Rule == BillOfEInvoice.NothingToPay) ? IntakeOutcome.Settled
        : IntakeOutcome.Faulty;

    private async Task<InvoiceId> MakeInvoiceAsync(
        TenantSession session, Actor actor, ImportResult result, SupplierCandidate supplier, EInvoice document, BillOfEInvoice bill, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var connection = (await session.Connections.LockAsync(supplier.ConnectionId, cancel)).Connection;
        var (destination, account) = await TakeAccountAsync(session, supplier, document, now, cancel);
        var id = InvoiceId.New(now);

        var invoice = Invoice.Draft(id, connection, ConnectionRole.Payee, bill.Amount, bill.DueDate, bill.Details, now).Submit(ConnectionRole.Payee, now);

        await session.Invoices.AddAsync(invoice, cancel);
        var duplicate = await session.FindDuplicateAsync(invoice, cancel);
        await session.Invoices.SetOriginAsync(id, result.DocumentId.Value, destination?.Id, account, duplicate, cancel);
        session.TellOfInvoice(actor, "submitted", null, invoice);
        await BothSides.MirrorInvoiceAsync(session, actor, "submitted", null, invoice, cancel);
        await session.FollowCodingAsync(null, invoice, cancel);

        await session.ReportBillStatusAsync(actor, result.DocumentId, BillStatus.InHand, null, null, null, now, cancel);

        var decided = await session.ApproveByRuleAsync(invoice, connection.Settings.AutoApproval, DoubtOf(result.Faults), now, cancel);
        if (decided.Status == InvoiceStatus.Approved)
        {
            await PayAsync(session, decided, destination, now, cancel);
        }

        return id;
    }

    // A bill that is somebody else's, or whose own sums disagree so that it may ask for more than it explains: no rule pays it.
    private static string? DoubtOf(IReadOnlyList<DocumentFault> faults) =>
        faults.Any(fault => fault.Rule == WrongBuyer.Rule) ? $"it names another company as its buyer ({WrongBuyer.Rule})"
        : faults.FirstOrDefault(EInvoiceRules.IsAboutSums) is { } fault ? $"its amounts do not add up ({fault.Rule})"
        : null;

    /// <summary>Schedules what the rule approved. The first account that a supplier's bill names becomes the known one, so that another is a change.</summary>
    private static async Task PayAsync(TenantSession session, Invoice approved, PaymentMethod? destination, DateTimeOffset now, CancellationToken cancel)
    {
        if (destination is not null)
        {
            await session.PaymentMethods.ConfirmAsync(destination.Id, now, cancel);
        }

        var row = await session.Invoices.GetAsync(approved.Id, cancel);
        await session.SchedulePaymentAsync(ApproveByRule.Rule, row, new PaymentPlan(null, ClearingSpeed.Standard, approved.DueDate, null), now, cancel);
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
}

/// <summary>What became of one file.</summary>
internal sealed record ImportResult(
    string File, IntakeDocumentId DocumentId, InvoiceId? InvoiceId, IntakeOutcome Outcome, IReadOnlyList<DocumentFault> Faults);
