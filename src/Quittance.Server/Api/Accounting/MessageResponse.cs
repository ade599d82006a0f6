namespace Quittance.Server.Api.Accounting;

/// <summary>That something was done, or has been begun.</summary>
[SnakeCase]
public sealed record MessageResponse(string Message);
