using System.Text.Json;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Approvals;
using Quittance.Server.Payments;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>Makes transactions with all rows that belong to them, and their documents from the same values.</summary>
/// <param name="end">Nothing happens after this moment.</param>
/// <param name="fresh">How long before that much is still under way.</param>
internal sealed class MakeLoadedTransactions(LoadTables tables, DateTimeOffset end, TimeSpan fresh)
{
    private const int InvoicesMax = 3;

    private static readonly TimeSpan MailedAfter = TimeSpan.FromDays(1);

    /// <summary>Those made that are under way.</summary>
    public List<Guid> UnderWay { get; } = [];

    /// <summary>The wallets on which there is more or less than before.</summary>
    public HashSet<Guid> Wallets { get; } = [];

    /// <param name="at">When it is made; a little later where the payer has a newer one.</param>
    public void Make(LoadingPayer loading, DateTimeOffset at)
    {
        var (payer, dice) = (loading.Payer, loading.Dice);
        at = at > Uuid7.TimeOf(loading.LastId) ? at : Uuid7.TimeOf(loading.LastId).AddMilliseconds(1);
        var seq = ++loading.Seq;
        var vendor = payer.Vendors[dice.Skewed(payer.Vendors.Count)];
        var ends = LoadedEnds.Between(payer, vendor, dice);
        var fate = LoadedFate.Of(ends.Type, at, end, end - at < fresh, dice);
        var count = dice.Chance(880) ? 1 : 2 + dice.Below(InvoicesMax - 1);
        var invoices = new LoadedInvoice[count];
        for (var index = 0; index < count; index++)
        {
            var invoice = LoadedInvoice.Make(payer, vendor, ((seq - 1) * InvoicesMax) + index + 1, at, dice);
            invoices[index] = invoice with { Stored = Finished(invoice.Stored, payer, vendor, ends, fate, count > 1, at) };
        }

        var transaction = Transaction(loading, vendor, ends, fate, invoices, at);
        loading.LastId = transaction.Id;
        if (fate.OrderStatus == PaymentOrderStatus.Processing)
        {
            UnderWay.Add(transaction.Id);
        }

        Wallets.UnionWith(WalletSums.TouchedBy(transaction.Type, transaction.SourceId, transaction.DestinationId));
        Put(transaction, ends, fate);
        foreach (var invoice in invoices)
        {
            Put(invoice, payer, vendor, transaction, ends, fate);
        }

        PutDocument(transaction, invoices, seq, loading.Change + 1);
    }

    // What the payment has left on its bill and the plan (Payments/PlanProgress.cs).
    private static StoredInvoice Finished(
        StoredInvoice invoice, LoadedPayer payer, LoadedVendor vendor, LoadedEnds ends, LoadedFate fate, bool isBatch, DateTimeOffset at) => invoice with
        {
            Status = fate.InvoiceStatus,
            UpdatedAt = fate.UpdatedAt,
            SourceId = payer.Methods[ends.From],
            DestinationId = vendor.Methods[ends.To],
            DestinationOptions = ends.Shown,
            IsBatch = isBatch,
            FailureType = fate.Failure is { } failure ? Words.Of(failure.OnInvoices(fate.Side)) : null,
            ProcessedAt = fate.Status == TransactionStatus.Canceled ? null : at,
            SettledAt = fate.CompletedAt,
        };

    private StoredTransaction Transaction(LoadingPayer loading, LoadedVendor vendor, LoadedEnds ends, LoadedFate fate, LoadedInvoice[] invoices, DateTimeOffset at)
    {
        var fee = invoices.Sum(invoice => invoice.Stored.SourceFeeMinor ?? 0);
        var isMailed = ends.Type == TransactionType.BankAccountToMailedCheck
            && fate.Status is TransactionStatus.Completed or TransactionStatus.Returned or TransactionStatus.Pending && at + MailedAfter < end;
        return new StoredTransaction(
            loading.Dice.Id(at), ends.Type, fate.Status, Currency.Usd, invoices.Sum(invoice => invoice.AmountMinor), loading.Payer.Id, vendor.Id, loading.Payer.Methods[ends.From],
            vendor.Methods[ends.To], fate.Failure, at, fate.UpdatedAt, ends.Type.IsCheck() ? loading.NextCheck++ : null,
            isMailed ? at + MailedAfter : null, ends.Shown, fee > 0 ? fee : null, null, fate.CompletedAt);
    }

    private void Put(StoredTransaction transaction, LoadedEnds ends, LoadedFate fate)
    {
        var isInstructed = !ends.Type.IsByHand() && fate.Status is not (TransactionStatus.Created or TransactionStatus.Canceled);
        tables.Transactions.Row().Id(transaction.Id).Text(Words.Of(transaction.Type)).Text(Words.Of(transaction.Status)).Text(transaction.Currency.Code)
            .Long(transaction.AmountMinor).Id(transaction.PayerId).Id(transaction.PayeeId).Id(transaction.SourceId).Id(transaction.DestinationId)
            .Text(transaction.Failure?.Code).Text(transaction.Failure?.Description).Text(isInstructed ? $"sandbox-{transaction.Id:n}" : null)
            .Time(transaction.CompletedAt).Time(transaction.CreatedAt).Time(transaction.UpdatedAt).Int(transaction.CheckNumber).Time(transaction.MailedAt)
            .Jsonb(ends.Json).Long(transaction.SourceFeeMinor).Time(isInstructed ? transaction.CreatedAt : null);
        tables.Events.Row().Id(transaction.Id).Text($"transaction.{Words.Of(transaction.Status)}").Id(transaction.Id)
            .Text(JsonSerializer.Serialize(new { id = transaction.Id, transaction.Status, transaction.Failure }, StoredJson.Options)).Time(transaction.UpdatedAt);
    }

    private void Put(LoadedInvoice invoice, LoadedPayer payer, LoadedVendor vendor, StoredTransaction transaction, LoadedEnds ends, LoadedFate fate)
    {
        var stored = invoice.Stored;
        var approver = invoice.Slots.Count > 0 ? $"user:{payer.People.Approver:n}" : AskForApprovals.NoPolicy.Label;
        tables.Invoices.Row().Id(invoice.Id).Id(vendor.ConnectionId).Id(payer.Id).Id(vendor.Id).Text(Words.Of(stored.Author)).Text(stored.Number)
            .Text(stored.Currency.Code).Long(invoice.AmountMinor).Long(stored.Status == InvoiceStatus.Paid ? invoice.AmountMinor : 0).Day(stored.InvoiceDate)
            .Day(stored.DueDate).Null().Text(Words.Of(stored.Status)).Text(approver).Time(invoice.ApprovedAt).Time(stored.CreatedAt).Time(stored.UpdatedAt);
        tables.Plans.Row().Id(invoice.Id).Id(stored.CreatorId).Id(stored.CreatorUserId).Text(stored.ForeignId).Time(stored.DeductAt).Id(stored.SourceId)
            .Id(stored.DestinationId).Jsonb(ends.Json).Bool(stored.IsBatch == true).Bool(stored.IsDestinationConfirmed).Int(stored.NetTermsDays)
            .Text(stored.NoteToSelf).Long(stored.SourceFeeMinor).Jsonb(invoice.MetadataJson).Jsonb(invoice.Policies.Json).Text(stored.FailureType)
            .Time(stored.ProcessedAt).Time(stored.SettledAt);
        tables.Orders.Row().Id(invoice.OrderId).Id(invoice.Id).Id(payer.Id).Id(vendor.Id).Text(stored.Currency.Code)
            .Long(invoice.AmountMinor).Id(stored.SourceId).Id(stored.DestinationId).Text("standard").Day(stored.PayOn).Text(Words.Of(fate.OrderStatus)).Id(transaction.Id)
            .Time(invoice.ApprovedAt).Time(stored.UpdatedAt).Bool(stored.IsBatch == true).Jsonb(ends.Json);
        tables.Shares.Row().Id(transaction.Id).Id(invoice.Id).Long(invoice.AmountMinor);
        PutParts(invoice);
    }

    private void PutParts(LoadedInvoice invoice)
    {
        for (var position = 0; position < invoice.Lines.Count; position++)
        {
            var line = invoice.Lines[position];
            tables.Lines.Row().Id(invoice.Id).Int(position).Id(line.Id).Text(line.Description).Number((long)line.Quantity, 0)
                .Number((long)(line.UnitPrice * 100), 2).Long(line.AmountMinor).Text(line.Name).Text(line.Category).Time(line.ServiceStart).Time(line.ServiceEnd)
                .Jsonb(LoadedInvoice.ToJson(line.Metadata)).Text(line.GlAccountId).Time(line.CreatedAt).Time(line.UpdatedAt);
        }

        for (var position = 0; position < invoice.Slots.Count; position++)
        {
            var (slot, acted) = invoice.Slots[position];
            tables.Slots.Row().Id(slot.Id).Id(invoice.Id).Int(position).Id(slot.PolicyId).Id(slot.UpstreamId).Texts(slot.Roles).Ids(slot.Users).Text(slot.Action)
                .Id(acted).Time(slot.DatedAt);
        }

        if (invoice.Remark is { } remark)
        {
            tables.Comments.Row().Id(remark.Id).Id(invoice.Id).Id(remark.UserId).Text(remark.Text).Text(remark.Action).Time(remark.At).Time(remark.At);
        }

        var stored = invoice.Stored;
        tables.Changes.Row().Id(invoice.Id).Id(invoice.Id).Id(stored.CreatorUserId).Text(Words.Of(InvoiceStatus.Submitted))
            .Text(JsonSerializer.Serialize(
                new { status = "NEW", invoiceNumber = stored.Number, amount = new Money(invoice.AmountMinor, stored.Currency).ToMajor(), currency = stored.Currency.Code },
                StoredJson.Options))
            .Time(stored.CreatedAt);
    }

    private void PutDocument(StoredTransaction transaction, LoadedInvoice[] invoices, long seq, long change)
    {
        var bare = transaction.Show();
        var parts = new ShownInvoiceParts(
            invoices.SelectMany(invoice => invoice.Lines, (invoice, line) => (invoice.Id, line)).ToLookup(item => item.Id, item => item.line),
            invoices.Where(invoice => invoice.Remark is not null).ToLookup(
                invoice => invoice.Id,
                invoice => ShownInvoiceParts.CommentOf(invoice.Remark!.Id, invoice.Remark.Text, invoice.Remark.At, invoice.Remark.At, invoice.Remark.UserId, invoice.Remark.Action)),
            invoices.SelectMany(invoice => invoice.Slots, (invoice, slot) => (invoice.Id, slot.Slot)).ToLookup(item => item.Id, item => item.Slot),
            invoices.ToLookup(invoice => invoice.Id, _ => bare));
        var shown = bare.With(invoices.Select(invoice => invoice.Stored.Show(parts)), invoices.ToDictionary(invoice => invoice.Id, invoice => invoice.AmountMinor));
        var document = TransactionDocument.Of(shown);
        tables.Documents.Row().Id(document.PayerId).Id(document.Id).Long(seq).Long(change).Id(document.PayeeId).Id(document.CreatorId).Text(document.Status)
            .Text(document.Type).Time(document.CreatedAt).Text(document.Terms).Texts(document.Keys).Bytes(document.Document);
    }
}
