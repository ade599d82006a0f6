namespace Quittance.Simulator.Bills;

/// <summary>A bill as it stands at a provider.</summary>
/// <param name="Id">As this provider writes its ids.</param>
/// <param name="AttachmentId">The id of its file, where a provider has one.</param>
/// <param name="UpdatedAt">Unique in the account.</param>
internal sealed record Bill(Provider Provider, string Id, string AttachmentId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, BillFile File, bool IsDeleted)
{
    public BillDetails Details => File.Details;
}
