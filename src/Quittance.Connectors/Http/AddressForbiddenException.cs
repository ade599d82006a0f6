namespace Quittance.Connectors.Http;

/// <summary>An outgoing call was stopped before it was connected, because of where it would have gone.</summary>
public sealed class AddressForbiddenException(string message) : Exception(message);
