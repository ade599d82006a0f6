using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Control;

/// <summary>An account to make; whatever is left out is made up.</summary>
/// <param name="Stocked">Whether it starts with the corpus, at every provider.</param>
internal sealed record AccountRequest(string? Account, CredentialsRequest? Credentials, AccountSettings? Settings, bool Stocked);
