namespace Quittance.Domain.Intake;

/// <summary>The class of an item in somebody's catalogue of goods and services, for example CPV.</summary>
/// <param name="Code">BT-158.</param>
/// <param name="List">BT-158-1, a code of UNTDID 7143 for the catalogue.</param>
/// <param name="ListVersion">BT-158-2.</param>
public sealed record EInvoiceItemClass(string Code, string? List, string? ListVersion);
