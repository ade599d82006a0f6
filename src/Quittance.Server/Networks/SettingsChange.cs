using Quittance.Domain;
using Quittance.Domain.Networks;

namespace Quittance.Server.Networks;

/// <summary>What a caller changes of a connection's settings; the rest stays.</summary>
/// <param name="SetsNetTerms">False leaves the net terms; true sets them, null clearing them.</param>
/// <param name="SetsAutoApproval">False leaves the rule; true changes it, null taking it away.</param>
internal sealed record SettingsChange(bool SetsNetTerms, int? NetTermsDays, bool SetsAutoApproval, AutoApprovalChange? AutoApproval)
{
    public ConnectionSettings AppliedTo(ConnectionSettings settings) => new(
        SetsNetTerms ? NetTermsDays : settings.NetTermsDays,
        SetsAutoApproval ? AutoApproval?.AppliedTo(settings.AutoApproval) : settings.AutoApproval);
}

/// <summary>What a caller changes of the rule; what is null stays, and in a new rule is off.</summary>
/// <param name="SetsMaxAmount">False leaves the limit; true sets it, null taking it away.</param>
internal sealed record AutoApprovalChange(
    bool? Enabled, bool SetsMaxAmount, Money? MaxAmount, bool? RequireMatchedSupplier, bool? RequireKnownBankAccount)
{
    public AutoApproval AppliedTo(AutoApproval? rule) => new(
        Enabled ?? rule?.Enabled ?? false,
        SetsMaxAmount ? MaxAmount : rule?.MaxAmount,
        RequireMatchedSupplier ?? rule?.RequireMatchedSupplier ?? false,
        RequireKnownBankAccount ?? rule?.RequireKnownBankAccount ?? false);
}
