using System.Security.Cryptography;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A line of a bill as its payer books it.</summary>
/// <param name="TaxMinor">The tax on it, as far as the bill states one.</param>
/// <param name="Coding">Null while no account is chosen.</param>
internal sealed record PayableLine(InvoiceId Invoice, BillLine Line, long TaxMinor, LineCoding? Coding)
{
    /// <summary>A line has no row of its own to be named by; this says which one of which bill it is, and is always the same (RFC 9562, version 8).</summary>
    public Guid Id => IdOf(Invoice, Line.Position);

    public static Guid IdOf(InvoiceId invoice, int position)
    {
        Span<byte> name = stackalloc byte[20];
        invoice.Value.TryWriteBytes(name, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(name[16..], position);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

/// <summary>A bill and some of its lines.</summary>
internal sealed record PayableLines(Invoice Invoice, IReadOnlyList<PayableLine> Lines);

internal static class PayableViews
{
    /// <summary>A bill that the business has to pay. One that it is owed is none of its payables.</summary>
    public static async Task<InvoiceRow> GetPayableAsync(this TenantSession session, BusinessId payer, InvoiceId id, CancellationToken cancel)
    {
        await session.Businesses.GetAsync(payer, cancel);
        return await session.Invoices.GetAsync(id, cancel) is var row && row.Invoice.PayerId == payer ? row : throw InvoiceStore.NotFound();
    }

    /// <summary>The lines of a bill with their codings, and what it has beside its lines.</summary>
    public static async Task<IReadOnlyList<PayableLine>> LinesAsync(this TenantSession session, Invoice invoice, CancellationToken cancel)
    {
        var codings = (await session.Codings.OfAsync(invoice.Id, cancel)).ToDictionary(coding => coding.Position);
        var lines = BillLine.Of(invoice);
        return [.. lines.Zip(BillLine.StatedTaxes(invoice, lines), (line, tax) => new PayableLine(invoice.Id, line, tax, codings.GetValueOrDefault(line.Position)))];
    }
}
