namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>A page of Qonto's list.</summary>
/// <param name="Bills">The earliest created first.</param>
/// <param name="Pages">How many pages there are now.</param>
internal sealed record QontoPage(IReadOnlyList<QontoBill> Bills, int Pages);
