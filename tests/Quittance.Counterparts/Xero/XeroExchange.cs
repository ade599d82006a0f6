namespace Quittance.Counterparts.Xero;

/// <summary>One call of the Accounting API and its answer, for a check against Xero's OpenAPI file.</summary>
/// <param name="Path">Without the API's own path and the query.</param>
/// <param name="Query">With the question mark; empty when there is none.</param>
/// <param name="Request">The JSON that was sent; null when none was.</param>
/// <param name="Answer">The JSON that was answered; null when none was.</param>
public sealed record XeroExchange(string Method, string Path, string Query, string? Request, int Status, string? Answer);
