using Quittance.Simulator.Bills;

namespace Quittance.Simulator.Control;

/// <summary>A bill as the control API shows it.</summary>
internal sealed record BillView(
    Provider Provider, string Id, string Number, string? SellerSiren, string Total, string Currency, string FileName, int Bytes, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, bool Deleted)
{
    public static BillView Of(Bill bill) => new(
        bill.Provider, bill.Id, bill.Details.Number, bill.Details.Seller.Siren, Wire.Text.Amount(bill.Details.TotalMinor), bill.Details.Currency, bill.File.Name,
        bill.File.Bytes.Length, bill.CreatedAt, bill.UpdatedAt, bill.IsDeleted);
}
