using System.Text.Json.Serialization;
using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>What a policy asks for. A closed set; stored as JSON, hence the words.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ByPeople), "approver")]
[JsonDerivedType(typeof(Automatic), "automatic")]
public abstract record ApprovalRule
{
    private ApprovalRule()
    {
    }

    /// <summary>So many people have to approve, each of them once.</summary>
    /// <param name="Roles">Who holds any of these may; then no people are named.</param>
    /// <param name="Users">These may; then no roles are named.</param>
    /// <param name="AutoAssign">Whether the first eligible people are assigned at once.</param>
    public sealed record ByPeople(int Count, IReadOnlyList<string> Roles, IReadOnlyList<BusinessUserId> Users, bool AutoAssign) : ApprovalRule
    {
        /// <summary>The most people that one policy may ask for.</summary>
        public const int CountMax = 20;

        /// <summary>The most roles or people that one policy may name.</summary>
        public const int NamesMax = 1000;
    }

    /// <summary>The bill is approved without anybody, whatever other policies ask for.</summary>
    public sealed record Automatic : ApprovalRule;
}
