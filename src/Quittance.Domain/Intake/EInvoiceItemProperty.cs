namespace Quittance.Domain.Intake;

/// <summary>A property of an item, BG-32: colour, size, meter number.</summary>
/// <param name="Name">BT-160.</param>
/// <param name="Value">BT-161.</param>
public sealed record EInvoiceItemProperty(string? Name, string? Value);
