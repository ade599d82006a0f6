using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Networks;
using Quittance.Server.Networks;

namespace Quittance.Server.Api.Network;

/// <summary>Changes to a connection's settings: what is left out stays, null takes it away.</summary>
public sealed record ConnectionSettingsPatch
{
    private readonly int? _netTerms;
    private readonly bool _setsNetTerms;
    private readonly AutoApprovalPatch? _autoApproval;
    private readonly bool _setsAutoApproval;

    /// <summary>Default payment terms in days, such as 30 for Net 30.</summary>
    [Range(0, ConnectionSettings.NetTermsDaysMax)]
    public int? NetTerms
    {
        get => _netTerms;
        init => (_netTerms, _setsNetTerms) = (value, true);
    }

    /// <summary>When bills are approved without a person.</summary>
    public AutoApprovalPatch? AutoApproval
    {
        get => _autoApproval;
        init => (_autoApproval, _setsAutoApproval) = (value, true);
    }

    internal SettingsChange Checked()
    {
        var check = new Check();
        if (!_setsNetTerms && !_setsAutoApproval)
        {
            check.Fault("body", "give at least one field to change");
        }

        check.Between("netTerms", NetTerms, 0, ConnectionSettings.NetTermsDaysMax);
        var change = new SettingsChange(_setsNetTerms, NetTerms, _setsAutoApproval, AutoApproval?.Checked(check));
        check.Done();
        return change;
    }
}

/// <summary>Changes to the rule of auto-approval: what is left out stays, and in a new rule is off; null switches a condition off.</summary>
public sealed record AutoApprovalPatch
{
    private readonly bool? _enabled;
    private readonly MoneyWire? _maxAmount;
    private readonly bool _setsMaxAmount;
    private readonly bool? _requireMatchedSupplier;
    private readonly bool? _requireKnownBankAccount;

    /// <summary>False keeps the conditions for later.</summary>
    public bool? Enabled
    {
        get => _enabled;
        init => _enabled = value ?? false;
    }

    /// <summary>The largest amount that needs no person; bills in other currencies always do.</summary>
    public MoneyWire? MaxAmount
    {
        get => _maxAmount;
        init => (_maxAmount, _setsMaxAmount) = (value, true);
    }

    /// <summary>Only bills whose supplier was recognised by a registration number.</summary>
    public bool? RequireMatchedSupplier
    {
        get => _requireMatchedSupplier;
        init => _requireMatchedSupplier = value ?? false;
    }

    /// <summary>Only bills that name a bank account which was paid or confirmed before.</summary>
    public bool? RequireKnownBankAccount
    {
        get => _requireKnownBankAccount;
        init => _requireKnownBankAccount = value ?? false;
    }

    internal AutoApprovalChange Checked(Check check) =>
        new(Enabled, _setsMaxAmount, MaxAmount?.CheckedPositive(check, "autoApproval.maxAmount"), RequireMatchedSupplier, RequireKnownBankAccount);
}

/// <summary>How bills on a connection are treated; only the payer changes it, both sides see it.</summary>
public sealed record ConnectionSettingsResponse(
    [property: Description("Default payment terms in days; null: none.")] int? NetTerms,
    [property: Description("When bills are approved without a person; null: never.")] AutoApprovalResponse? AutoApproval)
{
    internal static ConnectionSettingsResponse Of(ConnectionSettings settings) => new(
        settings.NetTermsDays,
        settings.AutoApproval is { } rule
            ? new(rule.Enabled, MoneyWire.Of(rule.MaxAmount), rule.RequireMatchedSupplier, rule.RequireKnownBankAccount)
            : null);
}

/// <summary>The rule by which bills are approved without a person: every condition that is set must hold.</summary>
public sealed record AutoApprovalResponse(bool Enabled, MoneyWire? MaxAmount, bool RequireMatchedSupplier, bool RequireKnownBankAccount);

/// <summary>An amount of money.</summary>
public sealed record MoneyWire(
    [property: Required, Description("In major units, such as 2500.00.")] decimal? Amount,
    [property: Required, Description("ISO 4217, such as USD.")] string? Currency)
{
    internal static MoneyWire? Of(Money? money) => money is null ? null : new(money.ToMajor(), money.Currency.Code);

    internal Money CheckedPositive(Check check, string field)
    {
        var code = check.Required($"{field}.currency", Currency);
        return check.PositiveMoney($"{field}.amount", Amount, check.Currency($"{field}.currency", code.Length == 0 ? null : code, Domain.Currency.Usd));
    }
}
