namespace Quittance.Server.Showing;

/// <summary>What is shown of bills in lists beside themselves.</summary>
/// <param name="PaymentTiming">When each would be processed and settled.</param>
internal sealed record InvoiceExtras(bool PayerMetadata, bool VendorMetadata, bool PaymentTiming);
