namespace Quittance.Domain.Intake;

/// <summary>An identifier and the register it comes from.</summary>
/// <param name="Value">As written.</param>
/// <param name="Scheme">
/// An ISO 6523 code (<c>0002</c> SIREN, <c>0009</c> SIRET, <c>0088</c> GLN) or, for addresses, one of the EAS list; null when not said.
/// </param>
public sealed record EInvoiceIdentifier(string Value, string? Scheme);
