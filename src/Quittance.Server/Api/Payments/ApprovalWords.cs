using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Server.Approvals;

namespace Quittance.Server.Api.Payments;

/// <summary>Approval policies in the dialect's words, both ways.</summary>
internal static class ApprovalWords
{
    public const string Root = "root";

    /// <summary>In the place of a user: whoever is eligible.</summary>
    public const string Anybody = "ANY";

    private const string Amount = "amount";
    private const string Vendor = "vendor";
    private const string Metadata = "metadata";
    private const string CatchAll = "catchall";
    private const string Approver = "approver";
    private const string Automatic = "automatic";
    private const string RolesList = "rolesList";
    private const string UserList = "userList";

    private static readonly Dictionary<string, AmountComparison> Comparisons = new(StringComparer.Ordinal)
    {
        ["eq"] = AmountComparison.Equal,
        ["gt"] = AmountComparison.Greater,
        ["gte"] = AmountComparison.GreaterOrEqual,
        ["lt"] = AmountComparison.Less,
        ["lte"] = AmountComparison.LessOrEqual,
    };

    public static ApprovalPolicyResponse Shown(ApprovalPolicy policy) => new(
        PaymentsIds.Write(PaymentsIds.ApprovalPolicy, policy.Id.Value),
        [.. policy.Triggers.Select(Shown)],
        Shown(policy.Rule),
        PaymentsIds.Write(PaymentsIds.ApprovalPolicy, policy.UpstreamId?.Value) ?? Root,
        policy.CreatedAt,
        policy.UpdatedAt);

    public static ApprovalPolicyContent Checked(this ApprovalPolicyRequest body)
    {
        var check = new Check();
        if (body.Trigger is null)
        {
            check.Fault("trigger", "trigger is required; it is empty for a policy that applies to every invoice");
        }

        var content = new ApprovalPolicyContent(
            Triggers(check, body.Trigger), RequiredRule(check, body.Rule), Upstream(check, check.Required("upstreamPolicyId", body.UpstreamPolicyId)));
        check.Done();
        return content;
    }

    public static ApprovalPolicyContent Checked(this ApprovalPolicyUpdateRequest body)
    {
        var check = new Check();
        var content = new ApprovalPolicyContent(
            Triggers(check, body.Trigger), body.Rule is null ? null : RequiredRule(check, body.Rule), body.UpstreamPolicyId is { } upstream ? Upstream(check, upstream) : null);
        check.Done();
        return content;
    }

    private static ApprovalTriggerWire Shown(ApprovalTrigger trigger) => trigger switch
    {
        ApprovalTrigger.AmountIs amount => new(
            Amount, amount.Limit.ToMajor(), amount.Limit.Currency.Code, Comparisons.First(pair => pair.Value == amount.Comparison).Key, null, null, null),
        ApprovalTrigger.PayeeIs payee => new(Vendor, null, null, null, [.. payee.PayeeIds.Select(id => PaymentsIds.Write(PaymentsIds.Entity, id.Value))], null, null),
        ApprovalTrigger.MetadataIs metadata => new(Metadata, null, null, null, null, metadata.Key, metadata.Values),
        _ => new(CatchAll, null, null, null, null, null, null),
    };

    private static ApprovalRuleWire Shown(ApprovalRule rule) => rule is ApprovalRule.ByPeople people
        ? new(
            Approver,
            people.Count,
            people.Users.Count > 0
                ? new IdentifierListWire(UserList, [.. people.Users.Select(user => PaymentsIds.Write(PaymentsIds.User, user.Value))])
                : new IdentifierListWire(RolesList, people.Roles),
            people.AutoAssign)
        : new(Automatic, null, null, null);

    private static List<ApprovalTrigger>? Triggers(Check check, IReadOnlyList<ApprovalTriggerWire>? triggers) => triggers is null
        ? null
        : [.. check.Items("trigger", triggers, ApprovalPolicy.TriggersMax).Select((trigger, at) => Trigger(check, $"trigger[{at}]", trigger))];

    private static ApprovalTrigger Trigger(Check check, string field, ApprovalTriggerWire? trigger)
    {
        switch (trigger?.Type)
        {
            case Amount:
                var currency = check.Currency($"{field}.currency", check.Required($"{field}.currency", trigger.Currency) is { Length: > 0 } code ? code : null, Currency.Usd);
                return new ApprovalTrigger.AmountIs(
                    check.OneOf($"{field}.comparison", trigger.Comparison, Comparisons) ?? AmountComparison.GreaterOrEqual, Limit(check, $"{field}.amount", trigger.Amount, currency));
            case Vendor:
                return new ApprovalTrigger.PayeeIs(
                    [.. Texts(check, $"{field}.vendorIds", trigger.VendorIds, ApprovalTrigger.ValuesMax).Select(text => new BusinessId(Id(check, $"{field}.vendorIds", PaymentsIds.Entity, text)))]);
            case Metadata:
                return new ApprovalTrigger.MetadataIs(
                    check.Required($"{field}.key", trigger.Key), Texts(check, $"{field}.value", trigger.Value, ApprovalTrigger.ValuesMax));
            case CatchAll:
                return new ApprovalTrigger.CatchAll();
            default:
                check.Fault($"{field}.type", $"{field}.type must be one of {Amount}, {Vendor}, {Metadata}, {CatchAll}");
                return new ApprovalTrigger.CatchAll();
        }
    }

    // Surplus decimals are cut off, as the dialect promises of every amount.
    private static Money Limit(Check check, string field, decimal? major, Currency currency)
    {
        if (major is not { } given)
        {
            check.Fault(field, $"{field} is required");
        }
        else if (given < 0 || Money.TryFromMajorTruncated(given, currency, out var limit) != MoneyFault.None)
        {
            check.Fault(field, $"{field} must be an amount of zero or more");
        }
        else
        {
            return limit!;
        }

        return Money.Zero(currency);
    }

    private static ApprovalRule RequiredRule(Check check, ApprovalRuleWire? rule)
    {
        switch (rule?.Type)
        {
            case Automatic:
                return new ApprovalRule.Automatic();
            case Approver:
                var names = Texts(check, "rule.identifierList", rule.IdentifierList?.Value, ApprovalRule.ByPeople.NamesMax);
                var count = check.Required("rule.numApprovers", rule.NumApprovers);
                var assigns = rule.AutoAssign ?? false;
                switch (rule.IdentifierList?.Type)
                {
                    case RolesList:
                        return new ApprovalRule.ByPeople(count, names, [], assigns);
                    case UserList:
                        return new ApprovalRule.ByPeople(
                            count, [], [.. names.Select(text => new BusinessUserId(Id(check, "rule.identifierList", PaymentsIds.User, text)))], assigns);
                    default:
                        check.Fault("rule.identifierList.type", $"rule.identifierList.type must be one of {RolesList}, {UserList}");
                        return new ApprovalRule.Automatic();
                }

            default:
                check.Fault("rule", rule is null ? "rule is required" : $"rule.type must be one of {Approver}, {Automatic}");
                return new ApprovalRule.Automatic();
        }
    }

    private static UpstreamChoice Upstream(Check check, string text) =>
        new(text is Root or "" ? null : new ApprovalPolicyId(Id(check, "upstreamPolicyId", PaymentsIds.ApprovalPolicy, text)));

    private static IReadOnlyList<string> Texts(Check check, string field, IReadOnlyList<string>? texts, int countMax)
    {
        if (texts is not { Count: > 0 })
        {
            check.Fault(field, $"{field} must have at least one value");
        }

        return [.. check.Items(field, texts, countMax).Select(text => check.Required(field, text))];
    }

    private static Guid Id(Check check, string field, string prefix, string text)
    {
        if (!Ids.TryRead(prefix, text, out var id) && text.Length > 0)
        {
            check.Fault(field, $"{field} must be an id such as {PaymentsIds.Write(prefix, Guid.Empty)}");
        }

        return id;
    }
}
